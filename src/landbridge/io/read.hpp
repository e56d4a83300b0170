#pragma once

#include <optional>
#include <utility>

#include "landbridge/base/diagnostics.hpp"

namespace landbridge::io {

/// What a reader gives back: everything it has to say about a file, and the value if it is usable.
///
///   auto table = read_csv("pipes.csv");
///   diagnostics.append(table.diagnostics);   // warnings too
///   if (!table) return ...;
///   table->rows ...
template <class T>
struct [[nodiscard]] Read {
  std::optional<T> value;
  Diagnostics diagnostics;

  explicit operator bool() const { return value.has_value() && !diagnostics.has_errors(); }
  const T& operator*() const { return *value; }
  T& operator*() { return *value; }
  const T* operator->() const { return &*value; }
  T* operator->() { return &*value; }
};

/// A value without anything wrong with it.
template <class T>
Read<T> read_ok(T value) {
  return {std::move(value), {}};
}

/// No value, and why.
template <class T>
Read<T> read_failed(Diagnostics diagnostics) {
  return {std::nullopt, std::move(diagnostics)};
}

}  // namespace landbridge::io
