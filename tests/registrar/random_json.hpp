#pragma once

// JSON that nobody thought of, always the same for one seed.

#include <boost/json.hpp>

#include <cstdint>
#include <random>
#include <string>

namespace idpsync::test {

class RandomJson
{
public:
    /// `fractions`: also numbers that Boost.JSON does not write exactly as it read them.
    explicit RandomJson(std::uint64_t seed, bool fractions = true) : engine_(seed), fractions_(fractions) {}

    std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }

    std::string text()
    {
        static constexpr std::string_view letters = "aZ09 .-_/:*\"\\\n\t{}[],é漢";
        std::string made;
        for (auto left = below(12); left > 0; --left)
            made += letters[below(letters.size() - 6)];
        return below(8) == 0 ? made + "é漢" : made;
    }

    boost::json::value value(unsigned depth = 2)
    {
        switch (below(depth == 0 ? 6 : 8))
        {
        case 0: return nullptr;
        case 1: return below(2) == 0;
        case 2: return static_cast<std::int64_t>(engine_());
        case 3: return engine_();
        case 4: return fractions_ ? boost::json::value(static_cast<double>(engine_()) / 7) : nullptr;
        case 5: return boost::json::value(text());
        case 6: return object(depth - 1);
        default: break;
        }
        boost::json::array list;
        for (auto left = below(4); left > 0; --left)
            list.push_back(value(depth - 1));
        return list;
    }

    boost::json::object object(unsigned depth = 2)
    {
        boost::json::object made;
        for (auto left = below(6); left > 0; --left)
            made["of a later version " + text()] = value(depth);
        return made;
    }

    boost::json::array texts(const std::string& one_of_them = "https://netbird.example.com/oauth2/callback")
    {
        boost::json::array list;
        for (auto left = below(4); left > 0; --left)
            list.emplace_back(below(3) == 0 ? one_of_them : "https://" + std::to_string(below(100)) + "/");
        return list;
    }

private:
    std::mt19937_64 engine_;
    bool fractions_;
};

} // namespace idpsync::test
