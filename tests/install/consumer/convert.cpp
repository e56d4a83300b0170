#include <cstdio>

#include "landbridge/base/parse.hpp"

/// Says an amount of gas at 0 degC: convert "55 bcm_20C".
int main(int argument_count, char** arguments) {
  if (argument_count != 2) return 1;
  const auto amount = landbridge::parse<landbridge::Amount>(arguments[1]);
  if (!amount) {
    std::puts(landbridge::to_text(amount.error()).c_str());
    return 1;
  }
  std::printf("%.4f bcm_0C\n", amount->in(landbridge::units::bcm_0C));
}
