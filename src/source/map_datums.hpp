#pragma once

namespace ecoredline {

/// A place in degrees.
struct Place {
  double longitude = 0;
  double latitude = 0;
};

/// Where the maps of Amap and Tencent (GCJ-02) show a place of CGCS2000: 300 to 700 m off. The offset is an official
/// secret; this is the formula that is public since 2013 and agrees with the maps within a few metres in China. Its
/// constants are those of gcjDelta in eviltransform (https://github.com/googollee/eviltransform, MIT), whose published
/// pairs the tests hold it to.
Place toGcj02(const Place& place);
/// Where Baidu's maps (BD-09) show a place of GCJ-02: gcj02tobd09 of coordtransform
/// (https://github.com/wandergis/coordtransform, MIT).
Place toBd09(const Place& gcj02);

} // namespace ecoredline
