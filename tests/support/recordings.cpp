#include "support/recordings.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace idpsync::test {
namespace {

namespace json = boost::json;

std::string text_of(const json::value& body)
{
    if (body.is_null())
        return {};
    if (body.is_string())
        return std::string(body.get_string());
    return json::serialize(body);
}

json::value member(const json::object& object, std::string_view name)
{
    const auto* found = object.if_contains(name);
    return found == nullptr ? json::value() : *found;
}

json::object headers_of(const json::object& message)
{
    const auto headers = member(message, "headers");
    return headers.is_object() ? headers.get_object() : json::object();
}

Recording read(const std::string& folder, const std::filesystem::path& file)
{
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    const auto document = json::parse(text.str());
    const auto& request = document.at("request").as_object();
    const auto& response = document.at("response").as_object();
    return {
        .folder = folder,
        .name = file.stem().string(),
        .what = std::string(document.at("what").as_string()),
        .method = std::string(request.at("method").as_string()),
        .url = std::string(request.at("url").as_string()),
        .request_headers = headers_of(request),
        .request_body = member(request, "body"),
        .status = static_cast<unsigned>(response.at("status").to_number<int>()),
        .milliseconds =
            response.contains("milliseconds") ? response.at("milliseconds").to_number<double>() : 0,
        .response_headers = headers_of(response),
        .response_body = member(response, "body"),
        .visible_text = text_of(member(response, "body_visible_text")),
        .truncated = response.contains("body_truncated"),
        .abridged = response.contains("body_note"),
    };
}

} // namespace

int Recording::number() const
{
    return std::atoi(name.c_str());
}

std::string Recording::test_name() const
{
    auto text = folder.substr(folder.find('/') + 1) + "_" + name;
    std::ranges::replace_if(text, [](char letter) { return letter == '-' || letter == '.'; }, '_');
    return text;
}

std::string Recording::response_text() const
{
    return text_of(response_body);
}

std::string Recording::request_text() const
{
    return text_of(request_body);
}

std::string Recording::response_header(std::string_view header) const
{
    const auto value = member(response_headers, header);
    return text_of(value.is_array() && !value.get_array().empty() ? value.get_array().front() : value);
}

std::vector<Recording> recordings(const std::string& folder)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(IDPSYNC_TEST_DATA) + "/" + folder))
        if (entry.path().extension() == ".json")
            files.push_back(entry.path());
    std::sort(files.begin(), files.end());

    std::vector<Recording> result;
    result.reserve(files.size());
    for (const auto& file : files)
        result.push_back(read(folder, file));
    if (result.empty())
        throw std::runtime_error("no recordings in tests/data/" + folder);
    return result;
}

Recording recording(const std::string& folder, const std::string& name)
{
    const auto all = recordings(folder);
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Recording& one) { return one.name == name; });
    if (found == all.end())
        throw std::runtime_error("no recording " + name + " in tests/data/" + folder);
    return *found;
}

} // namespace idpsync::test
