// The parser of toml++ without exceptions, compiled once; Debian's library has only the other one.
#define TOML_EXCEPTIONS 0
#define TOML_IMPLEMENTATION
#include <toml++/toml.h>
