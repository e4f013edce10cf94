// The program behind `doctor --server`: what a running management server hands to whoever asks. It reads one
// JSON object from standard input (service/server_readback.cpp writes it) and prints one.

#include "core/enumerators.hpp"
#include "json/text.hpp"
#include "readback/ask.hpp"
#include "service/system/event_loop.hpp"
#include "service/system/private_memory.hpp"
#include "service/system/system_clock.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/url/parse.hpp>

#include <csignal>
#include <iostream>
#include <iterator>
#include <string>

namespace {

using namespace idpsync;

Result<readback::Question> question_in(const std::string& text)
{
    const auto document = parse_object(text);
    const auto address = document ? text_member(*document, "url").value_or("") : std::string();
    const auto url = boost::urls::parse_uri(address);
    if (!url)
        return Error{ErrorKind::bad_config, "this program is run by `netbird-idp-sync doctor --server`"};
    readback::Question question{.url = boost::urls::url(*url), .reach = {}};
    question.reach.ca_pem = text_member(*document, "ca_pem");
    question.reach.ca_name = text_member(*document, "ca_name");
    question.reach.proxy = text_member(*document, "proxy");
    question.reach.no_proxy = text_member(*document, "no_proxy").value_or("");
    question.reach.user_agent = text_member(*document, "user_agent").value_or("");
    return question;
}

Result<std::string> answer_to(const std::string& text)
{
    auto question = question_in(text);
    if (question.has_error())
        return question.error();
    service::EventLoop loop;
    service::SystemClock clock(loop.executor());
    return loop.run(readback::ask_server(std::move(*question), loop.executor(), clock));
}

} // namespace

int main()
{
    service::keep_memory_private();
    std::signal(SIGPIPE, SIG_IGN);
    const std::string text{std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
    const auto answer = answer_to(text);
    if (answer.has_value())
        std::cout << *answer << '\n';
    else
        std::cout << boost::json::serialize(boost::json::object{{"error", answer.error().message},
                                                                {"next", answer.error().next}})
                  << '\n';
    std::cout.flush();
    return answer.has_value() && std::cout ? 0 : 1;
}
