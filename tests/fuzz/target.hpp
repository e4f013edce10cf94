#pragma once

// What a fuzz target is: one file that defines feed() and seeds(). See README.md.

#include <string>
#include <string_view>
#include <vector>

namespace idpsync::fuzz {

/// Gives `input` to the code under test, and stops the program (must()) where a promise is broken. Pure: no
/// clock, no chance, no files.
void feed(std::string_view input);

/// What to begin with: recorded answers, examples of the repository, and by hand what neither shows.
std::vector<std::string> seeds();

/// Stops the program unless `kept`.
void must(bool kept, const char* promise);

/// The text of a file of the repository.
std::string file(const std::string& path);

/// The text of each file with that ending ("yaml") in a directory of the repository.
std::vector<std::string> files(const std::string& directory, const std::string& ending);

/// The code blocks of that language in a page of the repository: examples that other tests hold right.
std::vector<std::string> code_blocks(const std::string& page, const std::string& language);

/// The bodies of all recorded answers whose folder begins with this ("netbird/").
std::vector<std::string> recorded_bodies(const std::string& folder);

} // namespace idpsync::fuzz
