"""Shapes of the invented sample zones: fractal outlines whose neighbours share every vertex.

Everything is drawn in EPSG:4551 (CGCS2000, 3-degree Gauss-Krueger, meridian 126 E), metres, and rounded to 0.1 mm
there, so that a vertex that two zones share is the same number in both.
"""
import math
import random

from osgeo import ogr

ROUGHNESS = 0.13  # side step of a midpoint, as a share of the edge; more makes edges of one cell cross


def rng_of(*key):
    """A generator that depends on its key alone, not on what was drawn before it."""
    return random.Random("/".join(str(part) for part in key))


def rounded(point):
    return (round(point[0], 4), round(point[1], 4))


def fractal(a, b, seed, step):
    """The points from a to b (b left out) of a curve by midpoint displacement; the same curve in both directions."""
    if b < a:
        return (fractal(b, a, seed, step) + [a])[:0:-1]
    rng = rng_of(seed, a, b)

    def split(p, q):
        length = math.dist(p, q)
        if length < step:
            return [p]
        shift = rng.uniform(-ROUGHNESS, ROUGHNESS)
        middle = rounded(((p[0] + q[0]) / 2 - (q[1] - p[1]) * shift, (p[1] + q[1]) / 2 + (q[0] - p[0]) * shift))
        return split(p, middle) + split(middle, q)

    return split(a, b)


def blob(center, radius, seed, step, corners=9, spread=0.18):
    """A closed ring round `center`: a jittered polygon with fractal sides."""
    rng = rng_of(seed, center, radius)
    points = []
    for k in range(corners):
        angle = 2 * math.pi * (k + rng.uniform(-0.2, 0.2)) / corners
        r = radius * (1 + rng.uniform(-spread, spread))
        points.append(rounded((center[0] + r * math.cos(angle), center[1] + r * math.sin(angle))))
    return fractal_ring(points, seed, step)


def fractal_ring(points, seed, step):
    ring = []
    for a, b in zip(points, points[1:] + points[:1]):
        ring += fractal(a, b, seed, step)
    return ring + [ring[0]]


def circle(center, radius, corners=48):
    ring = [rounded((center[0] + radius * math.cos(2 * math.pi * k / corners),
                     center[1] + radius * math.sin(2 * math.pi * k / corners))) for k in range(corners)]
    return ring + [ring[0]]


def strip(line, width):
    """A ring `width` metres to both sides of a gently bending line."""
    left, right = [], []
    for k, (x, y) in enumerate(line):
        before, after = line[max(k - 1, 0)], line[min(k + 1, len(line) - 1)]
        length = math.dist(before, after)
        nx, ny = -(after[1] - before[1]) / length, (after[0] - before[0]) / length
        left.append(rounded((x + nx * width, y + ny * width)))
        right.append(rounded((x - nx * width, y - ny * width)))
    ring = left + right[::-1]
    return ring + [ring[0]]


def rectangle(center, length, width, bearing_deg=0.0):
    a = math.radians(bearing_deg)
    ux, uy = math.sin(a), math.cos(a)
    ring = []
    for along, across in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        x = center[0] + along * length / 2 * ux + across * width / 2 * uy
        y = center[1] + along * length / 2 * uy - across * width / 2 * ux
        ring.append(rounded((x, y)))
    return ring + [ring[0]]


def polygon(*rings):
    """A polygon of one shell and holes; every ring is given closed."""
    shape = ogr.Geometry(ogr.wkbPolygon)
    for points in rings:
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for x, y in points:
            ring.AddPoint_2D(x, y)
        shape.AddGeometry(ring)
    return shape


def multi(*polygons):
    shape = ogr.Geometry(ogr.wkbMultiPolygon)
    for part in polygons:
        shape.AddGeometry(part)
    return shape


def line(points):
    shape = ogr.Geometry(ogr.wkbLineString)
    for x, y in points:
        shape.AddPoint_2D(x, y)
    return shape


def point(xy):
    shape = ogr.Geometry(ogr.wkbPoint)
    shape.AddPoint_2D(*xy)
    return shape


def union(shapes):
    """The union of shapes that share vertices exactly: no vertex is moved."""
    collection = ogr.Geometry(ogr.wkbMultiPolygon)
    for shape in shapes:
        parts = [shape] if shape.GetGeometryType() == ogr.wkbPolygon else list(shape)
        for part in parts:
            collection.AddGeometry(part)
    return collection.UnionCascaded()


class HexMesh:
    """A jittered hexagon mesh with fractal edges; every edge is one curve, whichever cell asks."""

    def __init__(self, origin, radius, seed, step):
        self.origin, self.radius, self.seed, self.step = origin, radius, seed, step
        self.fine = {}  # cell -> finer step of its edges

    def center(self, cell):
        q, r = cell
        return (self.origin[0] + self.radius * math.sqrt(3) * (q + r / 2), self.origin[1] + self.radius * 1.5 * r)

    def corner(self, cell, k):
        cx, cy = self.center(cell)
        angle = math.radians(60 * k - 30)
        x, y = cx + self.radius * math.cos(angle), cy + self.radius * math.sin(angle)
        rng = rng_of(self.seed, round(x), round(y))
        return rounded((x + rng.uniform(-0.22, 0.22) * self.radius, y + rng.uniform(-0.22, 0.22) * self.radius))

    @staticmethod
    def neighbours(cell):
        """In the order of the edges: edge k lies between corners k and k + 1."""
        q, r = cell
        return [(q + 1, r), (q, r + 1), (q - 1, r + 1), (q - 1, r), (q, r - 1), (q + 1, r - 1)]

    def edge(self, cell, k):
        step = min(self.fine.get(cell, self.step), self.fine.get(self.neighbours(cell)[k], self.step))
        return fractal(self.corner(cell, k), self.corner(cell, (k + 1) % 6), self.seed, step)

    def polygon(self, cell):
        ring = [p for k in range(6) for p in self.edge(cell, k)]
        return polygon(ring + [ring[0]])

    def cells_in(self, envelope):
        """Cells whose centre lies in (xmin, xmax, ymin, ymax), row by row."""
        xmin, xmax, ymin, ymax = envelope
        rows = range(int((ymin - self.origin[1]) / (1.5 * self.radius)) - 1,
                     int((ymax - self.origin[1]) / (1.5 * self.radius)) + 2)
        for r in rows:
            width = self.radius * math.sqrt(3)
            for q in range(int((xmin - self.origin[0]) / width - r / 2) - 1,
                           int((xmax - self.origin[0]) / width - r / 2) + 2):
                x, y = self.center((q, r))
                if xmin <= x <= xmax and ymin <= y <= ymax:
                    yield (q, r)
