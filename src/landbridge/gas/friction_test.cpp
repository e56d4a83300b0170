#include "landbridge/gas/friction.hpp"

#include <cmath>

#include <doctest/doctest.h>

using namespace landbridge::gas;

TEST_CASE("Nikuradse's factor of a 1 m pipe with 0.05 mm is 0.01054") {
  CHECK(friction_factor(Friction::nikuradse, 1.0, 5e-5, 1e7) ==
        doctest::Approx(std::pow(2.0 * std::log10(2e4) + 1.138, -2.0)).epsilon(1e-15));
  CHECK(friction_factor(Friction::nikuradse, 1.0, 5e-5, 1.0) ==
        doctest::Approx(0.01054).epsilon(5e-4));
}

TEST_CASE("Colebrook-White's factor meets its own implicit equation") {
  for (const double reynolds : {4e3, 1e5, 1e6, 5e7, 1e9}) {
    for (const double roughness_m : {0.0, 1e-6, 1e-5, 1e-3}) {
      const double f = friction_factor(Friction::colebrook, 1.2, roughness_m, reynolds);
      const double x = 1.0 / std::sqrt(f);
      const double right = -2.0 * std::log10(2.51 * x / reynolds + roughness_m / 1.2 / 3.71);
      CAPTURE(reynolds);
      CAPTURE(roughness_m);
      CHECK(x == doctest::Approx(right).epsilon(1e-14));
    }
  }
}

TEST_CASE("Hofer's explicit factor is within one per cent of Colebrook-White in gas trunk lines") {
  for (const double reynolds : {1e6, 1e7, 5e7}) {
    const double explicit_form = friction_factor(Friction::hofer, 1.4, 1e-5, reynolds);
    const double implicit_form = friction_factor(Friction::colebrook, 1.4, 1e-5, reynolds);
    CHECK(explicit_form == doctest::Approx(implicit_form).epsilon(0.01));
  }
}

TEST_CASE("Colebrook-White becomes fully rough as the Reynolds number grows") {
  const double rough = std::pow(-2.0 * std::log10(1e-4 / 3.71), -2.0);
  CHECK(friction_factor(Friction::colebrook, 1.0, 1e-4, 1e13) ==
        doctest::Approx(rough).epsilon(1e-6));  // the smooth term is 1e-7 of the rough one there
}

TEST_CASE("friction is laminar below 2320 and continuous above") {
  for (const Friction law : {Friction::colebrook, Friction::hofer}) {
    CHECK(friction_factor(law, 1.0, 1e-5, 1000.0) == doctest::Approx(0.064).epsilon(1e-14));
    for (const double edge : {2320.0, 4000.0})
      CHECK(friction_factor(law, 1.0, 1e-5, edge * (1.0 - 1e-9)) ==
            doctest::Approx(friction_factor(law, 1.0, 1e-5, edge * (1.0 + 1e-9))).epsilon(1e-7));
  }
}

TEST_CASE("the pressure drop lambda Re^2 rises with the flow, so the network law is monotone") {
  for (const Friction law : {Friction::colebrook, Friction::hofer}) {
    double before = 0.0;
    for (double reynolds = 10.0; reynolds < 1e8; reynolds *= 1.05) {
      const double drop = friction_factor(law, 1.0, 5e-5, reynolds) * reynolds * reynolds;
      CHECK(drop > before);
      before = drop;
    }
  }
}

TEST_CASE("the Reynolds number of 300 kg/s in a 1 m pipe follows its definition") {
  CHECK(reynolds_number(-300.0, 1.0, 1.1e-5) ==
        doctest::Approx(300.0 / (0.7853981633974483 * 1.1e-5)).epsilon(1e-14));
}

TEST_CASE("the slope of the friction factor is its derivative") {
  for (const Friction law : {Friction::colebrook, Friction::hofer, Friction::nikuradse}) {
    for (const double reynolds : {500.0, 3000.0, 5e3, 1e5, 2e7}) {
      const double h = 1e-5;
      const double difference = (friction_factor(law, 0.8, 2e-5, reynolds * std::exp(h)) -
                                 friction_factor(law, 0.8, 2e-5, reynolds * std::exp(-h))) /
                                (2.0 * h);
      const double slope = friction_with_slope(law, 0.8, 2e-5, reynolds).slope_by_log_reynolds;
      CHECK(slope == doctest::Approx(difference).epsilon(1e-6));
    }
  }
}
