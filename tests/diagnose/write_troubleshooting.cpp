// Writes docs/troubleshooting.md anew: write_troubleshooting docs/troubleshooting.md

#include "diagnose/troubleshooting_page.hpp"

#include <fstream>

int main(int argument_count, char** arguments)
{
    if (argument_count != 2)
        return 64;
    std::ofstream page(arguments[1], std::ios::binary);
    page << idpsync::test::troubleshooting_page();
    return page.flush() ? 0 : 1;
}
