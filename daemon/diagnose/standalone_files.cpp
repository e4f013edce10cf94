#include "core/text.hpp"
#include "diagnose/catalogue.hpp"
#include "diagnose/standalone_checks.hpp"
#include "standalone/change_words.hpp"

#include <algorithm>

namespace idpsync::diagnose {
namespace {

constexpr std::string_view mode_of_file = "mode";

/// The files, one after the other; each adds what was found.
class SetupJudgement
{
public:
    SetupJudgement(const StandaloneFacts& facts, const StandaloneContext& context)
        : facts_(facts), context_(context)
    {}

    std::vector<Finding> findings() &&;

private:
    void add(Finding finding) { findings_.push_back(std::move(finding)); }
    void differences();
    void file(const standalone::RenderedFile& file);
    void change(const standalone::RenderedFile& file, const standalone::Change& change);
    void lines();
    void what_is_well();
    [[nodiscard]] bool has(FindingId id) const
    {
        return std::ranges::find(findings_, id, &Finding::id) != findings_.end();
    }
    [[nodiscard]] std::string path(std::string_view file) const
    {
        return escaped(context_.declared.directory + "/" + std::string(file));
    }
    [[nodiscard]] Values commands() const
    {
        return {{"render", context_.commands.command("standalone", "render")},
                {"write", context_.commands.command("standalone", "render --write")},
                {"write_all", context_.commands.command("standalone", "render --write --management-json")}};
    }

    const StandaloneFacts& facts_;
    const StandaloneContext& context_;
    std::vector<Finding> findings_;
};

std::vector<Finding> SetupJudgement::findings() &&
{
    if (facts_.files.has_error())
    {
        add(unclear(FindingId::setup_differs, "the files were not checked: " + facts_.files.error().text()));
        return std::move(findings_);
    }
    lines();
    differences();
    what_is_well();
    return std::move(findings_);
}

/// What is wrong with setup.env by itself.
void SetupJudgement::lines()
{
    const auto setup = standalone::parse_setup_env(facts_.files->setup_env.value_or(std::string()));
    for (const auto& line : standalone::judge(setup))
    {
        auto finding = found(FindingId::setup_faulty, line.severity,
                             path(standalone::file_names::setup_env) + ":" + std::to_string(line.line) +
                                 ": " + (line.key.empty() ? "" : line.key + ": ") + line.what,
                             commands());
        if (!line.next.empty())
            finding.next = line.next;
        add(std::move(finding));
    }
}

void SetupJudgement::differences()
{
    if (!facts_.rendering)
        return add(
            unclear(FindingId::setup_differs,
                    "the files were not compared: the provider's discovery document is needed for that"));
    for (const auto& reason : facts_.rendering->refused)
    {
        auto finding = found(FindingId::setup_unsafe, reason.message, commands());
        if (!reason.next.empty())
            finding.next = reason.next;
        add(std::move(finding));
    }
    for (const auto& one : facts_.rendering->files)
        file(one);
    if (!facts_.files->server_json)
        add(found(FindingId::setup_missing, path(standalone::file_names::server_json) + " is not there yet",
                  commands()));
}

void SetupJudgement::file(const standalone::RenderedFile& file)
{
    if (!file.exists)
        return add(found(FindingId::setup_missing, path(file.name) + " is not there yet", commands()));
    for (const auto& one : file.changes)
        change(file, one);
}

/// management.json is in force; setup.env takes effect with the next run of configure.sh.
void SetupJudgement::change(const standalone::RenderedFile& file, const standalone::Change& change)
{
    if (change.key == mode_of_file)
        return add(found(FindingId::setup_readable,
                         path(file.name) + " has the mode " + standalone::seen_words(change) +
                             ": other users of that host can read the secrets in it",
                         commands()));
    const bool in_force = file.name == standalone::file_names::server_json;
    auto finding = found(
        FindingId::setup_differs, in_force || change.strands_users ? Severity::error : Severity::warning,
        path(file.name) + ": " + escaped(change.key) + " is " + standalone::seen_words(change) + ", by " +
            escaped(change.why) + " it must be " + standalone::wanted_words(change) +
            (change.consequence.empty() ? "" : "; " + change.consequence),
        commands());
    if (in_force)
        finding.next = context_.commands.command("standalone", "render --write --management-json") +
                       " writes it; then restart the management container";
    add(std::move(finding));
}

void SetupJudgement::what_is_well()
{
    if (findings_.empty())
        add(passed(FindingId::setup_differs,
                   "the files in " + escaped(context_.declared.directory) + " are as declared"));
    if (!has(FindingId::setup_readable) && facts_.files->setup_env)
        add(passed(FindingId::setup_readable, "the files with secrets are for their owner alone"));
    if (!has(FindingId::setup_unsafe) && facts_.rendering)
        add(passed(FindingId::setup_unsafe, "configure.sh keeps the key of the data store"));
}

} // namespace

std::vector<Finding> judge_setup(const StandaloneFacts& facts, const StandaloneContext& context)
{
    return SetupJudgement(facts, context).findings();
}

} // namespace idpsync::diagnose
