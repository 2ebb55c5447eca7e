#pragma once

namespace ecoredline {

/// While it lives GDAL's messages end in our errors, not on the terminal.
class QuietGdal {
 public:
  QuietGdal();
  QuietGdal(const QuietGdal&) = delete;
  QuietGdal& operator=(const QuietGdal&) = delete;
  ~QuietGdal();
};

} // namespace ecoredline
