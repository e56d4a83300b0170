#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "landbridge/base/diagnostics.hpp"
#include "landbridge/base/result.hpp"
#include "landbridge/gas/transient.hpp"
#include "landbridge/io/gas_case.hpp"
#include "landbridge/io/optimise_case.hpp"

/// What libFuzzer calls, and standalone_main.cpp too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace landbridge::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// A folder of this process, in memory where the system has such a place; removed at its end.
const std::filesystem::path& scratch();

/// Writes one file below scratch(); gives its path.
std::filesystem::path put_file(const std::string& name, std::string_view bytes);

/// An input for readers of folders: the text up to the first line "=== NAME" is the first file of
/// `names`, what follows such a line is the file NAME. Names that are not in the list are ignored,
/// so that no input can write elsewhere; a file that the input lacks is not there.
void put_files(std::string_view input, const std::vector<std::string>& names);

/// Ends the process with a message: the reader broke its word.
void require(bool is_true, const char* what);

/// Diagnostics can be printed, and each has a message.
void check(const Diagnostics& diagnostics);
void check(const Error& error);

/// No value without a reason, and a usable network is whole: ends that exist, columns as long as
/// the network, finite numbers, every link in exactly one table. A network of a few links is solved
/// too: an error says something, and a certificate has finite numbers.
void check(const io::Read<io::GasCase>& read);

/// No value without a reason; ends of arcs that exist; a small model is searched a little.
void check(const io::Read<io::OptimiseCase>& read);

/// Two hours of a small network: an error says something, a result is finite and loses no gas.
void run_briefly(const gas::TransientProblem& transient);

}  // namespace landbridge::fuzz
