#pragma once

// Who may see the page. Pure, but for the file.

#include "core/seams.hpp"
#include "net/clock.hpp"
#include "net/page.hpp"

#include <optional>
#include <string>

namespace idpsync::service {

BOOST_DEFINE_ENUM_CLASS(Admittance, admitted,
                        asked,     ///< 401: the password is missing or wrong
                        too_often, ///< 429: too many wrong ones in this minute
                        elsewhere  ///< 421: nobody protects this page, and the request names another host
)

class WebPassword
{
public:
    /// Nothing: there is no password, and a request must name this host by an address or as localhost. So no
    /// page of another site reads this one by a name that it points here.
    void use(const std::optional<std::string>& file, Files& files);

    /// Why nobody is admitted; empty: the file is good, or there is none.
    [[nodiscard]] const std::string& problem() const { return problem_; }

    /// By HTTP Basic, with any user name. The comparison takes the same time whatever is wrong.
    Admittance admits(const net::PageRequest& request, net::SteadyTime now);

private:
    std::optional<std::string> digest_; ///< of the password; nothing: there is none
    std::string problem_;
    net::SteadyTime minute_{};
    unsigned wrong_ = 0;
};

} // namespace idpsync::service
