#pragma once

// The member `audit` of ledger.json. Used by ledger_encode.cpp and ledger_decode.cpp.

#include "core/ledger_audit.hpp"
#include "reconcile/object_reader.hpp"

#include <boost/json/value.hpp>

#include <string>

namespace idpsync::reconcile {

std::string encode_audit_state(const AuditState& state);
AuditState decode_audit_state(const boost::json::value& value, Problem& problem);

} // namespace idpsync::reconcile
