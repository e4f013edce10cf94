// Writes the schemas of docs/ again: write_schemas docs

#include "cli/schemas.hpp"

#include <fstream>

int main(int argument_count, char** arguments)
{
    if (argument_count != 2)
        return 64;
    bool written = true;
    for (const auto& [name, text] : idpsync::test::schemas())
    {
        std::ofstream file(std::string(arguments[1]) + '/' + name, std::ios::binary);
        file << text;
        written = file.flush() && written;
    }
    return written ? 0 : 1;
}
