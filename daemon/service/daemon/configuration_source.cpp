#include "service/daemon/configuration_source.hpp"

#include "service/system/digesting_files.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace idpsync::service {

namespace asio = boost::asio;

namespace {

/// A daemon knows where its credentials are; this is for one that has none.
constexpr const char* unit_of_credentials = "netbird-idp-sync.service";

std::string all_of(const std::vector<config::Diagnostic>& diagnostics)
{
    std::string out;
    for (const auto& one : diagnostics)
        out += to_string(one) + '\n';
    return out;
}

std::string directory_of(const std::string& file)
{
    const auto slash = file.rfind('/');
    return slash == std::string::npos ? "." : file.substr(0, slash);
}

void note(std::string& notes, const std::string& what, std::string_view text)
{
    notes += what + ' ' + crypto::to_hex(crypto::sha256(text)) + '\n';
}

void note(std::string& notes, const std::string& what, const Result<reconcile::SecretRead>& read)
{
    if (read.has_error())
        note(notes, what + " unreadable", read.error().text());
    else
        note(notes, what, read->secret.reveal());
}

/// The same for the same contents, whatever the files' times and names in between.
crypto::Digest digest_of(const std::string& configuration, const DeclaredFiles& files)
{
    std::string notes = configuration + '\n';
    note(notes, "token", files.token);
    if (files.ca_pem.has_error())
        note(notes, "ca_file unreadable", files.ca_pem.error().text());
    else
        note(notes, "ca_file", std::string_view(files.ca_pem->value_or(std::string())));
    if (files.providers_ca_pem.has_error())
        note(notes, "providers' ca_file unreadable", files.providers_ca_pem.error().text());
    else
        note(notes, "providers' ca_file", std::string_view(files.providers_ca_pem->value_or(std::string())));
    for (const auto& [key, secret] : files.client_secrets)
        note(notes, "secret of " + key.str(), secret);
    return crypto::sha256(notes);
}

/// `present`, with what `next` says of those named.
Result<DesiredState> with_part_of(const DesiredState& present, const DesiredState& next, const Named& named)
{
    std::vector<DesiredProvider> providers;
    for (const auto& [from, taken] : {std::pair(&present, false), std::pair(&next, true)})
        for (const auto& provider : from->providers())
            if (named.keys.contains(provider.key) == taken)
                providers.push_back(provider);
    return DesiredState::make(std::move(providers),
                              named.group_sync ? next.group_sync() : present.group_sync());
}

std::vector<SecretSource::Command> commands_in(const config::Configuration& configuration)
{
    std::vector<SecretSource::Command> commands;
    const auto add = [&](const SecretSource& source) {
        if (const auto* command = std::get_if<SecretSource::Command>(&source.where))
            commands.push_back(*command);
    };
    add(configuration.settings.management.token);
    for (const auto& provider : configuration.desired.providers())
    {
        if (provider.client_secret)
            add(*provider.client_secret);
        if (provider.registration)
            add(provider.registration->secret);
    }
    return commands;
}

/// Runs nothing that only a candidate declares: whoever hands over files, or changes files that wait, must
/// not thereby start programs.
class ProgramsInForce final : public reconcile::Programs
{
public:
    ProgramsInForce(reconcile::Programs* programs, std::vector<SecretSource::Command> in_force)
        : programs_(programs), in_force_(std::move(in_force))
    {}

    asio::awaitable<Result<std::string>> output_of(const SecretSource::Command& command) override
    {
        if (programs_ == nullptr || std::ranges::find(in_force_, command) == in_force_.end())
            co_return Error{ErrorKind::bad_config,
                            "it is not run for a plan, because the files in force do not declare the same "
                            "command",
                            "read the command, then put the files in place"};
        co_return co_await programs_->output_of(command);
    }

private:
    reconcile::Programs* programs_;
    std::vector<SecretSource::Command> in_force_;
};

void add_file(std::set<std::string>& paths, const SecretSource& source)
{
    if (const auto* file = std::get_if<SecretSource::File>(&source.where))
        paths.insert(file->path);
}

} // namespace

ConfigurationSource::ConfigurationSource(Files& files, net::Clock& clock, reconcile::Environment environment,
                                         std::string file, Objection objection, reconcile::Programs* programs)
    : files_(files),
      clock_(clock),
      environment_(std::move(environment)),
      programs_(programs),
      reader_(files, clock, environment_, unit_of_credentials, programs),
      file_(std::move(file)),
      objection_(std::move(objection))
{}

/// Good files against which there is an objection are wrong ones.
boost::system::result<config::Configuration, config::LoadFailure>
ConfigurationSource::read_files(Files& files)
{
    auto loaded = config::load(files, file_);
    if (loaded.has_error() || !in_force_ || in_force_->desired.providers().empty())
        return loaded;
    if (const auto objection = objection_(loaded->desired))
        return config::LoadFailure{.errors = {{{file_, 0, 0}, "identity_providers", objection->text()}},
                                   .warnings = std::move(loaded->warnings)};
    return loaded;
}

ConfigurationSource::Loaded ConfigurationSource::load(bool take)
{
    takes_secrets_ = takes_secrets_ || take;
    waiting_.reset();
    waiting_hash_.clear();
    DigestingFiles digesting(files_);
    auto loaded = read_files(digesting);
    const auto hash = digesting.short_digest();
    auto came_to = hash + '\n' +
                   (loaded.has_value() ? "accepted\n" + all_of(loaded->warnings)
                                       : "rejected\n" + all_of(loaded.error().errors));
    const bool news = came_to != last_load_;
    last_load_ = std::move(came_to);
    loaded_hash_ = hash;

    if (loaded.has_error())
    {
        rejected_ = loaded.error();
        return {Outcome::rejected, news};
    }
    rejected_.reset();
    const bool replaced = !in_force_ || hash_ != hash;
    if (replaced && in_force_ && !take)
    {
        waiting_ = std::move(*loaded);
        waiting_hash_ = hash;
        return {Outcome::waits, news};
    }
    in_force_ = std::move(*loaded);
    hash_ = hash;
    look_at_revision();
    taken_of_waiting_.clear();
    return {replaced ? Outcome::replaced : Outcome::unchanged, news};
}

Result<void> ConfigurationSource::take_only(const Named& named)
{
    takes_these_ = named.keys;
    if (!waiting_)
        return {};
    auto desired = with_part_of(in_force_->desired, waiting_->desired, named);
    if (desired.has_error())
        return desired.error();
    in_force_->desired = std::move(*desired);
    for (const auto& key : named.keys)
        taken_of_waiting_ += key.str() + ' ' + waiting_hash_ + '\n';
    if (named.group_sync)
        taken_of_waiting_ += "group_sync " + waiting_hash_ + '\n';
    return {};
}

bool ConfigurationSource::look_at_revision()
{
    auto now = revision_of(files_, environment_, file_);
    const bool news = now != revision_;
    revision_ = std::move(now);
    return news;
}

bool ConfigurationSource::files_differ()
{
    DigestingFiles digesting(files_);
    static_cast<void>(config::load(digesting, file_));
    return digesting.short_digest() != hash_;
}

boost::system::result<config::Configuration, config::LoadFailure>
ConfigurationSource::candidate(const std::optional<CandidateTexts>& texts)
{
    if (!texts)
        return config::load(files_, file_);
    const auto root = directory_of(file_) + '/';
    CandidateFiles files(files_, directory_of(file_), *texts);
    return config::load(files, root + "config.yaml", [&](const std::string& path) {
        return path.starts_with(root) ? path.substr(root.size()) : path;
    });
}

asio::awaitable<DeclaredFiles> ConfigurationSource::read_for(const config::Configuration& configuration)
{
    ProgramsInForce programs(programs_, commands_in(*in_force_));
    reconcile::SecretReader reader(files_, clock_, environment_, unit_of_credentials, &programs);
    auto files = co_await read_declared_files(files_, reader, configuration);
    co_return std::move(*files);
}

/// What changed among the secrets, as a text that tells one change from another; empty: nothing.
std::string ConfigurationSource::keep_former_secrets(DeclaredFiles& files)
{
    std::string notes;
    for (auto& [key, secret] : files.client_secrets)
    {
        const auto former = taken_secrets_.find(key);
        const bool same = former != taken_secrets_.end() && secret.has_value() &&
                          secret->secret.reveal() == former->second.secret.reveal();
        if (former == taken_secrets_.end() || same)
            continue;
        note(notes, key.str(), secret);
        secret = reconcile::SecretRead{former->second.secret.clone(), former->second.warning};
    }
    return notes;
}

/// Those that are in force from now on, with `on_change: ask`.
void ConfigurationSource::note_taken_secrets(const DeclaredFiles& files, bool asks)
{
    const bool all = std::exchange(takes_secrets_, false) || !asks;
    const auto these = std::exchange(takes_these_, {});
    if (all)
        taken_secrets_.clear();
    for (const auto& [key, secret] : files.client_secrets)
        if (asks && secret.has_value() && (all || these.contains(key)))
            taken_secrets_.insert_or_assign(key,
                                            reconcile::SecretRead{secret->secret.clone(), secret->warning});
}

asio::awaitable<ConfigurationSource::Reading> ConfigurationSource::read()
{
    Reading reading;
    auto files = co_await read_declared_files(files_, reader_, *in_force_);
    reading.files = std::move(*files);
    const bool asks = in_force_->settings.policy.on_change == OnChange::ask;
    note_taken_secrets(reading.files, asks);
    auto waits = keep_former_secrets(reading.files) + waiting_hash_;
    if (!waits.empty())
        waits += taken_of_waiting_;
    if (asks && !waits.empty())
        reading.waits = crypto::to_hex(crypto::sha256(waits)).substr(0, 16);
    const auto digest = digest_of(hash_ + taken_of_waiting_, reading.files);
    reading.changed = last_read_ && *last_read_ != digest;
    last_read_ = digest;
    co_return reading;
}

std::vector<std::string> ConfigurationSource::paths() const
{
    std::set<std::string> paths{file_};
    const auto& settings = in_force_->settings;
    paths.insert(settings.providers_dir.value_or(directory_of(file_) + "/providers.d"));
    add_file(paths, settings.management.token);
    if (settings.management.ca_file)
        paths.insert(*settings.management.ca_file);
    if (settings.providers.ca_file)
        paths.insert(*settings.providers.ca_file);
    for (const auto& provider : in_force_->desired.providers())
        if (provider.state == State::present && provider.client_secret)
            add_file(paths, *provider.client_secret);
    return {paths.begin(), paths.end()};
}

} // namespace idpsync::service
