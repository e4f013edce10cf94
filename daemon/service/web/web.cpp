#include "service/web/web.hpp"

#include "core/redaction.hpp"
#include "service/control/status.hpp"
#include "service/web/render_page.hpp"

namespace idpsync::service {
namespace {

const ServedPages web_pages{
    .listening = EventName::web_listening, .failed = EventName::web_failed, .setting = "web.listen"};

constexpr const char* no_password =
    "reachable from other hosts without a password: whoever reaches it sees the "
    "state of all providers; write web.password_file";

net::Page told(unsigned status, std::string why)
{
    return {.status = status, .body = std::move(why) + '\n'};
}

} // namespace

Web::Web(boost::asio::any_io_executor executor, net::Clock& clock, Files& files, EventSink& log)
    : clock_(clock),
      files_(files),
      log_(log),
      policy_(page_policy()),
      server_(std::move(executor), clock, log, web_pages,
              [this](const net::PageRequest& request) { return page(request); })
{}

void Web::accepted(const config::Settings& settings)
{
    const auto& web = settings.web;
    password_.use(web.password_file, files_);
    if (web.listen && !password_.problem().empty())
        log_.emit({EventName::web_failed,
                   Level::warning,
                   std::nullopt,
                   {{"listen", to_string(*web.listen)},
                    {"error", password_.problem()},
                    {"next", "correct web.password_file, then run netbird-idp-sync reload; until then nobody "
                             "is admitted"}}});
    server_.use(web.listen, web.password_file ? std::string() : std::string(no_password));
}

std::optional<net::Page> Web::page(const net::PageRequest& request)
{
    switch (password_.admits(request, clock_.now()))
    {
    case Admittance::admitted: break;
    case Admittance::asked: {
        auto page = told(401, "a password is needed");
        page.headers.emplace_back("WWW-Authenticate", "Basic realm=\"netbird-idp-sync\", charset=\"UTF-8\"");
        return page;
    }
    case Admittance::too_often: return told(429, "too many wrong passwords: try again in a minute");
    case Admittance::elsewhere:
        return told(421,
                    "without a password this page answers only to its address: open http://127.0.0.1 with "
                    "its port, or write web.password_file");
    }
    const bool wants_json = request.path == "/api/status";
    if (!wants_json && request.path != "/")
        return std::nullopt;
    const auto status = control::status_document(state_, clock_.now(), clock_.wall_now());
    net::Page page;
    page.content_type = wants_json ? "application/json" : "text/html; charset=utf-8";
    page.body = redacted(wants_json ? control::status_json(status)
                                    : render_page({status, state_.changes, state_.login_days}));
    page.headers = {{"Content-Security-Policy", policy_},
                    {"X-Content-Type-Options", "nosniff"},
                    {"Referrer-Policy", "no-referrer"}};
    return page;
}

} // namespace idpsync::service
