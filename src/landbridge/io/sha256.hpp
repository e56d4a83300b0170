#pragma once

#include <string>
#include <string_view>

namespace landbridge::io {

/// SHA-256 of the bytes, as 64 hexadecimal digits [fips180].
std::string sha256_hex(std::string_view bytes);

}  // namespace landbridge::io
