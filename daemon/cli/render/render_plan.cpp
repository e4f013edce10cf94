#include "cli/render/render_plan.hpp"

#include "cli/render/paint.hpp"
#include "cli/render/plan_summary.hpp"
#include "cli/render/plan_words.hpp"
#include "cli/render/render_client.hpp"
#include "cli/render/render_group_sync.hpp"
#include "core/preflight.hpp"
#include "core/prune.hpp"
#include "core/text.hpp"
#include "core/time_text.hpp"

#include <algorithm>

namespace idpsync::cli {
namespace {

constexpr std::size_t widest_seen_column = 48;
constexpr std::ptrdiff_t longest_without_summary_first = 60; ///< lines
constexpr std::size_t label_column = std::string_view("client_secret").size();

bool shown(const PlanItem& item, bool verbose)
{
    return verbose || says_something(item) ||
           (item.client && (item.selected || item.client->troubled()) && says_something(*item.client));
}

/// The block of lines about one provider.
class ItemBlock
{
public:
    ItemBlock(const PlanItem& item, const Painter& paint, bool brief)
        : item_(item), paint_(paint), brief_(brief)
    {}

    std::string text(std::size_t key_column) &&;

private:
    void add_head(std::size_t key_column);
    void add_body();
    void add_location();
    void add_values(const ConnectorValues& values);
    void add_changes();
    void add_authors();
    void add_secret();
    void add_preflight();
    void add_advice();
    void add_detail(std::string_view label, std::string_view value);

    const PlanItem& item_;
    const Painter& paint_;
    bool brief_;
    std::string out_;
};

std::string ItemBlock::text(std::size_t key_column) &&
{
    add_head(key_column);
    if (!left_alone(item_) && (!brief_ || item_.troubled()))
        add_body();
    if (item_.client)
        out_ += render_client(*item_.client, brief_, paint_);
    return std::move(out_);
}

void ItemBlock::add_body()
{

    add_location();
    if (item_.id && (item_.action != Action::none || item_.adopted))
        add_detail("id", escaped(item_.id->value));
    if (item_.action == Action::create)
        add_values(*item_.want);
    else if (item_.action == Action::remove && item_.seen)
        add_values(*item_.seen);
    add_changes();
    add_authors();
    add_secret();
    add_preflight();
    add_advice();
}

void ItemBlock::add_head(std::size_t key_column)
{
    const auto sign = left_alone(item_) ? Sign{".", Colour::faint} : sign_of(item_);
    const auto name = std::string(sign.text) + ' ' + padded(item_.key.str(), key_column) + "  " +
                      padded(action_word(item_), action_column);
    out_ += paint_(sign.colour, name) + "  " + reason_words(item_) + '\n';
}

void ItemBlock::add_location()
{
    const auto where = location_text(item_.where);
    if (item_.troubled() && !where.empty())
        add_detail("declared in", where);
}

void ItemBlock::add_values(const ConnectorValues& values)
{
    add_detail("type", to_string(values.type));
    add_detail("name", quoted(values.name));
    if (!has_builtin_issuer(values.type))
        add_detail("issuer", quoted(values.issuer));
    add_detail(to_string(Field::client_id), quoted(values.client_id));
}

void ItemBlock::add_changes()
{
    std::size_t seen_column = 0;
    for (const auto& change : item_.changes)
        seen_column = std::max(seen_column, width(quoted(change.observed)));
    seen_column = std::min(seen_column, widest_seen_column);
    for (const auto& change : item_.changes)
        add_detail(to_string(change.field),
                   paint_(Colour::red, padded(quoted(change.observed), seen_column)) + " → " +
                       paint_(Colour::green, quoted(change.desired)));
}

void ItemBlock::add_authors()
{
    // That conflict says itself who deleted it.
    const auto words = item_.reason == Reason::deleted_outside ? std::string() : authors_words(item_.drift);
    if (!words.empty())
        out_ += "    " + words + '\n';
}

void ItemBlock::add_secret()
{
    const bool of_interest = item_.action == Action::create || item_.action == Action::update ||
                             item_.reason == Reason::secret_unverified ||
                             item_.reason == Reason::secret_unreadable;
    const auto words = secret_words(item_);
    if (of_interest && !words.empty())
        add_detail("client_secret", words);
}

void ItemBlock::add_preflight()
{
    if (item_.unverified_since)
        add_detail("unverified", "since " + format_timestamp(*item_.unverified_since) +
                                     ": the provider has not accepted these values yet");
    if (!item_.preflight)
        return;
    // What blocks the write stands in the first line already.
    const bool told = item_.reason == Reason::preflight_refused || item_.action == Action::hold;
    const auto& from = item_.preflight->from;
    const auto asked = from ? "asked at " + format_timestamp(*from) : std::string();
    add_detail("preflight", told ? std::string(to_string(item_.preflight->verdict))
                                 : preflight_words(*item_.preflight, asked));
    for (const auto& remark : item_.preflight->remarks)
        out_ += "    " + paint_(Colour::faint, "remark: ") + remark.evidence +
                (remark.next.empty() ? std::string() : ". " + remark.next) + '\n';
}

void ItemBlock::add_advice()
{
    if (const auto note = consequence(item_); !note.empty())
        out_ += "    " + paint_(Colour::yellow, "note: " + note) + '\n';
    if (!item_.next.empty())
        out_ += "    " + paint_(Colour::bold, "next: ") + item_.next + '\n';
    for (const auto& hint : item_.hints)
        out_ += "    " + paint_(Colour::faint, "hint: ") + hint + '\n';
}

void ItemBlock::add_detail(std::string_view label, std::string_view value)
{
    out_ += "    " + padded(label, label_column) + "  " + std::string(value) + '\n';
}

/// Blocks stand apart; a run of single lines stands together.
std::string items_text(const Plan& plan, bool verbose, bool brief, const Painter& paint)
{
    std::size_t key_column = 0;
    for (const auto& item : plan.items)
        if (shown(item, verbose))
            key_column = std::max(key_column, item.key.str().size());
    key_column = std::min(key_column, widest_key_column);

    std::string out;
    bool single_line_before = false;
    for (const auto& item : plan.items)
    {
        if (!shown(item, verbose))
            continue;
        const bool limited = item.before_limit || (item.client && item.client->before_limit);
        const auto block = limited ? ItemBlock(as_planned(item), paint, brief).text(key_column)
                                   : ItemBlock(item, paint, brief).text(key_column);
        const bool single_line = block.find('\n') == block.size() - 1;
        if (!out.empty() && !(single_line && single_line_before))
            out += '\n';
        out += block;
        single_line_before = single_line;
    }
    return out.empty() ? out : out + '\n';
}

std::string unmanaged_line(const Unmanaged& one)
{
    std::string line = "    " + escaped(one.provider.id.value) + "  " + escaped(one.provider.type_name()) +
                       "  " + quoted(one.provider.values.name);
    if (!one.note.empty())
        line += ": " + one.note;
    return line + '\n';
}

/// Those of ours whose declaration is gone.
std::string omitted_text(const Plan& plan, const Painter& paint)
{
    std::string out;
    for (const auto& one : plan.unmanaged)
        if (one.omitted)
        {
            const auto words = words_for_omitted(one);
            out += paint(Colour::yellow, "= " + one.omitted->str() + "  no longer managed") + "  " +
                   words.why + "\n    " + padded("id", label_column) + "  " + escaped(one.provider.id.value) +
                   "\n    " + paint(Colour::bold, "next: ") + words.next + "\n\n";
        }
    return out;
}

/// Connectors that nobody declares: one line for all of them.
std::string unmanaged_text(const Plan& plan, bool verbose)
{
    const auto count = static_cast<std::size_t>(
        std::ranges::count_if(plan.unmanaged, [](const Unmanaged& one) { return !one.omitted; }));
    if (count == 0)
        return {};
    std::string out = std::to_string(count) + (count == 1 ? " connector" : " connectors") +
                      " in NetBird not declared here: left alone";
    std::string lines;
    std::size_t listed = 0;
    for (const auto& one : plan.unmanaged)
        if (!one.omitted && (verbose || !one.provider.manageable()))
        {
            lines += unmanaged_line(one);
            ++listed;
        }
    out += listed == count ? ":\n" : listed == 0 ? " (-v lists them)\n" : " (-v lists them all):\n";
    return out + lines + '\n';
}

std::string head(const Plan& plan, const RenderOptions& options, const Painter& paint)
{
    std::string out = paint(Colour::bold, "NetBird " + escaped(options.management_url));
    if (options.mode == Mode::observe)
        out += "  (mode: observe, nothing is written)";
    if (options.verbose && !options.ledger.empty() && plan.memory != Memory::none)
        out += "\nLedger " + escaped(options.ledger);
    if (const auto words = memory_words(plan.memory, options.ledger, options.commands); !words.empty())
        out += '\n' + paint(Colour::yellow, words);
    return out + "\n\n";
}

/// Why nothing of the plan is written, and what lets it through (rule 33).
std::string limit_text(const Plan& plan, const Painter& paint)
{
    const auto* held = held_by_limit(plan);
    if (held == nullptr)
        return {};
    return paint(Colour::red, "! " + held->why) + "\n    " + paint(Colour::bold, "next: ") + held->next +
           "\n\n";
}

/// A connector that is new, or another client that its provider did not accept, or one whose redirect URI it
/// refuses; unless that is kept at the provider by itself.
bool may_have_to_be_registered(const PlanItem& item)
{
    if (item.client)
        return false;
    if (!item.selected || item.action == Action::create)
        return item.selected;
    if (item.preflight && item.preflight->verdict == Verdict::accepted)
        return false;
    const bool other_client = item.changes_field(Field::client_id) || item.changes_field(Field::issuer);
    return other_client || (item.preflight && item.preflight->reason.id == FindingId::redirect_refused);
}

/// For whoever has something to register: a new client, or one that the provider does not take yet.
std::string redirect_uri_text(const Plan& plan)
{
    if (std::ranges::none_of(plan.items, may_have_to_be_registered) || plan.redirect_uri.empty())
        return {};
    return "Redirect URI to register at each provider: " + escaped(plan.redirect_uri) + "\n\n";
}

} // namespace

std::string location_text(const SourceLocation& where)
{
    if (where.file.empty())
        return {};
    auto out = escaped(where.file);
    if (where.line != 0)
        out += ':' + std::to_string(where.line);
    if (where.line != 0 && where.column != 0)
        out += ':' + std::to_string(where.column);
    return out;
}

std::string render_plan(const Plan& plan, const RenderOptions& options)
{
    const Painter paint(options.colour);
    const auto items = items_text(plan, options.verbose, options.brief, paint);
    const bool is_long = std::ranges::count(items, '\n') > longest_without_summary_first;
    std::string out =
        head(plan, options, paint) + (is_long ? plan_summary(plan) + '\n' : std::string()) + items;
    if (plan.group_sync)
        out += render_group_sync(as_planned(*plan.group_sync), options.verbose, paint);
    out += limit_text(plan, paint);
    out += redirect_uri_text(plan);
    out += omitted_text(plan, paint);
    out += unmanaged_text(plan, options.verbose);
    if (options.restart_needed)
        out += restart_text(*options.restart_needed, paint, options.commands) + '\n';
    return out + plan_summary(plan);
}

} // namespace idpsync::cli
