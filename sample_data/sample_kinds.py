"""Invented zones of all the other kinds, drawn so that each sample project meets something worth looking at.

layers(city, sites) gives what make_sample.py writes to zones/. Besides the zones that a project is to meet, every kind
has a scatter of zones that keep away from all projects.
"""
import math

from sample_shapes import blob, line, multi, point, polygon, rectangle, rng_of, strip

SEED = 20261122
NOTE = "示例数据,非真实边界"
AWAY = 2600.0  # m: what is scattered keeps this distance from every project (user distances reach 1,000 m)


class Places:
    """The projects' shapes, and scattered places that are far from all of them."""

    def __init__(self, city, sites):
        self.city = city
        self.shape = {values[0]: shape for shape, values in sites}

    def at(self, site, dx=0.0, dy=0.0):
        center = self.shape[site].Centroid()
        return (round(center.GetX() + dx, 4), round(center.GetY() + dy, 4))

    def around(self, site, radius, dx=0.0, dy=0.0):
        return polygon(blob(self.at(site, dx, dy), radius, SEED, radius / 4.0))

    def beside(self, site, inside, outside, length=120.0):
        """A strip along the first edge of a project that reaches `inside` metres into it."""
        (ax, ay), (bx, by) = [p[:2] for p in self.shape[site].GetGeometryRef(0).GetPoints()[:2]]
        span = math.dist((ax, ay), (bx, by))
        ux, uy = (bx - ax) / span, (by - ay) / span
        center = self.shape[site].Centroid()
        side = math.copysign(1.0, (center.GetX() - ax) * -uy + (center.GetY() - ay) * ux)  # +1: the project is to the left
        length = min(length, span)
        ring = [(round(ax + ux * t - side * uy * d, 4), round(ay + uy * t + side * ux * d, 4))
                for t, d in ((0.0, -outside), (length, -outside), (length, inside), (0.0, inside))]
        return polygon(ring + [ring[0]])

    def scattered(self, kind, count):
        """`count` points inside the city, the same for a kind whatever the others draw."""
        xmin, xmax, ymin, ymax = self.city.area.GetEnvelope()
        rng, found = rng_of(SEED, "kinds", kind), []
        while len(found) < count:
            xy = (round(rng.uniform(xmin, xmax), 1), round(rng.uniform(ymin, ymax), 1))
            here = point(xy)
            if self.city.area.Contains(here.Buffer(AWAY)) and all(here.Distance(s) > AWAY + 1200 for s in self.shape.values()):
                found.append(xy)
        return found


class Layer:
    """One file: fields, rows, and how it is written. The first field is the code, the second the name, the third the class."""

    def __init__(self, places, name, epsg, fields, prefix):
        self.places, self.name, self.epsg, self.prefix = places, name, epsg, prefix
        self.fields = fields + ["备注"]
        self.rows = []

    def add(self, shape, name, zone, *more):
        self.rows.append((shape, [f"{self.prefix}{len(self.rows) + 1:03d}", "示例·" + name, zone, *more, NOTE]))
        return self

    def scatter(self, count, radius, zones, name, *more):
        kind = self.name.split(".")[0]
        for k, xy in enumerate(self.places.scattered(kind, count)):
            zone = zones[k % len(zones)]
            shape = point(xy) if radius == 0 else polygon(blob(xy, radius * (0.6 + k % 5 * 0.2), SEED, radius / 3.0))
            self.add(shape, f"{k + 1}号{name}", zone, *[part[k % len(part)] if isinstance(part, list) else part for part in more])
        return self


def farmland(p):
    dltb = ["TBBH", "GDMC", "DLMC", "DLBM", "KCXS", "ZLDWMC"]
    basic = Layer(p, "permanent_basic_farmland.shp", 4551, ["YJJBNTBH", "YJJBNTMC", "类别", "DLBM", "KCXS", "ZLDB"], "NT")
    basic.add(p.beside("S08", 0.333, 260.0), "江湾永久基本农田", "永久基本农田", "0102", "0.0310", "9")  # a sliver of some 40 m2
    basic.add(p.beside("S02", -25.0, 400.0, 140.0), "北岗永久基本农田", "永久基本农田", "0103", "0.0450", "10")  # 25 m away
    basic.scatter(14, 900.0, ["永久基本农田"], "永久基本农田", ["0103", "0101"], ["0.0450", "0.0120"], "10")
    crop = Layer(p, "cropland.gpkg", 4490, dltb, "GD")
    crop.add(p.around("S02", 420.0), "北岗旱地", "旱地", "0103", "0.0450", "示例·北岗村")
    crop.add(p.around("S09", 160.0, 110.0, 30.0), "南坪旱地", "旱地", "0103", "0.0520", "示例·南坪村")
    crop.add(p.around("S10", 700.0, 0.0, -500.0), "北界旱地", "旱地", "0103", "0.0480", "示例·北界村")
    crop.add(p.around("S12-1", 90.0, -40.0, -60.0), "柳河水田", "水田", "0101", "0.0110", "示例·柳河村")
    crop.scatter(14, 700.0, ["旱地", "水田", "水浇地"], "耕地", ["0103", "0101", "0102"], ["0.0450", "0.0110", "0.0300"], "示例·某村")
    soil = Layer(p, "soil_quality_class.geojson", 4490, ["DYBH", "DYMC", "TRHJZLLB", "ZYWRW"], "TR")
    soil.add(p.around("S07", 300.0, 60.0, 40.0), "江湾单元", "严格管控类", "镉")
    soil.add(p.around("S09", 500.0), "南坪单元", "安全利用类", "砷")
    soil.scatter(8, 1200.0, ["优先保护类", "安全利用类"], "单元", "无")
    black = Layer(p, "black_soil.geojson", 4490, ["HTDBH", "HTDMC", "HTDLX", "HTCHD"], "HT")
    black.add(p.around("S02", 1500.0), "北岗黑土", "黑土", "45").add(p.around("S10", 1300.0, 0.0, -1100.0), "北界黑土", "草甸土", "38")
    black.scatter(8, 1800.0, ["黑土", "草甸土"], "黑土地块", ["52", "30"])
    return [basic, crop, soil, black]


def town(p):
    growth = Layer(p, "urban_growth_boundary.geojson", 4490, ["CZKFBJBH", "CZKFBJMC", "FQLX"], "KF")
    growth.add(p.around("S12-1", 900.0, 120.0, 40.0), "柳河镇开发边界", "城镇集中建设区")
    growth.add(p.around("S08", 240.0, 210.0, 0.0), "江湾园区开发边界", "城镇弹性发展区")  # half of S08 lies outside it
    growth.scatter(8, 1500.0, ["城镇集中建设区", "城镇弹性发展区", "特别用途区"], "开发边界")
    noise = Layer(p, "noise_zone.geojson", 4490, ["SGNQBH", "SGNQMC", "SGNQLB"], "SH")
    noise.add(p.around("S12-1", 800.0, 120.0, 40.0), "柳河居住区", "1类").add(p.around("S07", 330.0), "江湾工业区", "3类")
    noise.add(p.around("S08", 330.0), "江湾商住区", "2类").add(p.around("S11", 260.0), "过境公路两侧", "4a类")
    noise.scatter(8, 900.0, ["1类", "2类", "3类", "4b类"], "功能区")
    control = Layer(p, "control_area.geojson", 4490, ["GKQBH", "GKQMC", "GKLX", "FBJG"], "GK")
    control.add(p.around("S07", 2200.0), "江湾禁燃区", "高污染燃料禁燃区", "示例市政府").add(p.around("S09", 1200.0), "南坪禁燃区", "禁燃区", "示例县政府")
    control.add(p.around("S12-1", 2000.0), "柳河禁养区", "畜禽养殖禁养区", "示例县政府").add(p.around("S02", 2400.0), "北岗禁烧区", "秸秆禁烧区", "示例市政府")
    control.add(p.around("S11", 1500.0), "城东限行区", "柴油车禁行区", "示例市政府")
    control.scatter(8, 1800.0, ["禁养区", "秸秆禁烧区", "禁燃区"], "管控区", "示例县政府")
    return [growth, noise, control]


def water(p):
    x, y = p.at("S06")
    brook = [(x - 620.0, y + 900.0), (x - 250.0, y + 420.0), (x + 20.0, y + 10.0), (x + 260.0, y - 330.0), (x + 420.0, y - 640.0)]
    ford = [(611900.0, 4849800.0), (611980.0, 4850500.0), (612050.0, 4851300.0)]  # the road S04 crosses it
    main = [(529000.0 + 400.0 * k, 4868000.0 + 900.0 * math.sin(k / 6.0)) for k in range(31)]
    wet = Layer(p, "wetland.gpkg", 4530, ["SDBH", "SDMC", "SDJB", "SDLX"], "SD")
    wet.add(polygon(blob((629300.0, 4853350.0), 620.0, SEED, 60.0)), "青岭沼泽", "国家重要湿地", "沼泽湿地")
    wet.add(p.around("S06", 130.0, -90.0, 60.0), "石头河滩地", "一般湿地", "河流湿地")
    wet.scatter(8, 600.0, ["一般湿地", "省级重要湿地"], "湿地", "沼泽湿地")
    river = Layer(p, "river_lake_range.geojson", 4551, ["GLFWBH", "HHMC", "HHLX", "FHBZ"], "HD")
    river.add(polygon(strip(main, 120.0)), "清水江", "河道", "50年一遇").add(polygon(strip(brook, 14.0)), "石头河", "河道", "10年一遇")
    river.add(polygon(strip(ford, 2.0)), "青岭沟", "河道", "10年一遇")  # 4 m wide (C25)
    river.scatter(6, 700.0, ["湖泊", "水库"], "湖库", "20年一遇")
    function = Layer(p, "water_function_zone.geojson", 4490, ["SGNQBM", "SGNQMC", "SGNQLX", "SZMB"], "GN")
    function.add(line(main), "清水江饮用水源区", "饮用水源区", "Ⅱ").add(line(brook), "石头河农业用水区", "农业用水区", "Ⅲ")
    function.add(line(ford), "青岭沟保留区", "保留区", "Ⅱ")
    ground = Layer(p, "groundwater_zone.geojson", 4490, ["DXSFQBM", "FQMC", "DXSFQLX", "HSC"], "DX")
    ground.add(p.around("S09", 900.0), "南坪禁采区", "地下水禁采区", "裂隙水").add(p.around("S11", 700.0), "城东泉域", "泉域保护范围", "岩溶水")
    ground.add(p.around("S03", 900.0), "西岭重点区", "地下水污染防治重点区", "裂隙水").add(p.around("S02", 600.0), "北岗限采区", "限采区", "孔隙水")
    ground.scatter(6, 1500.0, ["限采区", "禁采区", "地下水污染防治重点区"], "分区", "孔隙水")
    return [wet, river, function, ground]


def green(p):
    forest = Layer(p, "forest_land.shp", 4530, ["XBH", "LDMC", "SLLB", "QY", "BHDJ"], "LD")
    forest.add(p.around("S01", 260.0, 60.0, 40.0), "北岭天然林", "天然林", "天然", "Ⅱ级")
    forest.add(polygon(blob((614200.0, 4850300.0), 1100.0, SEED, 80.0)), "青岭公益林", "国家级公益林", "天然", "Ⅰ级")
    forest.add(p.around("S05", 170.0, 40.0, 0.0), "红叶沟用材林", "商品林", "人工", "Ⅳ级")
    forest.scatter(12, 900.0, ["公益林", "天然林", "商品林"], "小班", ["天然", "天然", "人工"], "Ⅲ级")
    grass = Layer(p, "grassland.geojson", 4490, ["CYBH", "CYMC", "CYLB", "CYLX"], "CY")
    grass.add(p.around("S10", 350.0, 0.0, -450.0), "北界草甸", "基本草原", "草甸").add(polygon(blob((617700.0, 4850830.0), 500.0, SEED, 60.0)), "青岭草地", "其他草原", "草甸")
    grass.scatter(6, 500.0, ["基本草原", "其他草原"], "草原", "草甸")
    scenic = Layer(p, "scenic_area.geojson", 4490, ["FJQBH", "FJQMC", "FJQFQ", "JB"], "FJ")
    core, middle = (blob(p.at("S03", 2200.0, 900.0), r, SEED, 120.0, spread=0.08) for r in (900.0, 2700.0))
    scenic.add(polygon(core), "西岭风景名胜区", "核心景区", "省级").add(polygon(middle, core), "西岭风景名胜区", "一般景区", "省级")
    erosion = Layer(p, "soil_erosion_area.geojson", 4490, ["STLSBM", "STLSMC", "FZQLX"], "SL")
    erosion.add(p.around("S01", 2300.0), "北岭预防区", "水土流失重点预防区").add(p.around("S05", 700.0), "红叶沟易发区", "泥石流易发区")
    erosion.scatter(5, 2400.0, ["水土流失重点治理区", "水土流失重点预防区"], "防治区")
    pattern = Layer(p, "ecological_pattern.geojson", 4490, ["GJBH", "GJMC", "GJLX"], "GJ")
    pattern.add(polygon(strip([(605000.0, 4847000.0), (613000.0, 4852500.0), (624000.0, 4853000.0), (633000.0, 4858000.0)], 900.0)), "青岭廊道", "生态廊道")
    pattern.scatter(6, 2200.0, ["生态源地", "生态节点"], "斑块")
    return [forest, grass, scenic, erosion, pattern]


def records(p):
    sites = Layer(p, "contaminated_site.geojson", 4490, ["DKBM", "DKMC", "MLZT", "ZYWRW", "YYT"], "WR")
    sites.add(p.around("S12-2", 60.0, 15.0, 5.0), "原柳河农机站地块", "已移出名录", "石油烃", "机修")
    sites.add(p.around("S07", 120.0, 420.0, 130.0), "原江湾农药厂地块", "列入名录", "有机氯农药", "农药")
    sites.scatter(5, 160.0, ["列入名录", "已达到目标", "疑似污染地块"], "地块", "多环芳烃", "化工")
    mining = Layer(p, "mining_right.shp", 4530, ["XKZH", "KSMC", "KYQLX", "KZ"], "KY")
    mining.add(p.around("S05", 420.0), "红叶沟石灰石矿", "采矿权", "石灰岩").add(p.around("S01", 700.0), "北岭勘查区", "探矿权", "金")
    mining.scatter(6, 800.0, ["采矿权", "探矿权"], "矿业权", ["石灰岩", "铁"])
    approved = Layer(p, "approved_project.geojson", 4530, ["XMDM", "XMMC", "XMZT", "HPLB"], "XM")
    approved.add(p.around("S08", 110.0, -60.0, 10.0), "江湾仓储一期", "已建成", "报告表")
    approved.scatter(6, 200.0, ["已批", "在建", "已建成"], "项目", ["报告表", "报告书"])
    return [sites, mining, approved]


def points(p):
    def off(site, bearing, metres):
        """A point that lies so far from the edge of a project, in a direction (degrees from north)."""
        x, y = p.at(site)
        ux, uy = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
        low, high = 0.0, 20000.0
        while high - low > 1e-4:
            mid = (low + high) / 2
            low, high = (mid, high) if point((x + ux * mid, y + uy * mid)).Distance(p.shape[site]) < metres else (low, mid)
        return point((round(x + ux * high, 3), round(y + uy * high, 3)))

    sensitive = Layer(p, "sensitive_receptor.geojson", 4490, ["MGMBBH", "MGMBMC", "MGMBLX", "RS"], "MG")
    sensitive.add(off("S07", 70.0, 320.0), "江湾小学", "学校", "420").add(off("S09", 200.0, 450.0), "南坪村", "村庄", "360")  # C20
    sensitive.add(off("S12-1", 300.0, 380.0), "柳河卫生院", "医院", "80").add(off("S04", 10.0, 260.0), "青岭古道遗址", "文物保护单位", "0")
    sensitive.scatter(14, 0, ["村庄", "学校", "养老院", "村庄"], "敏感目标", ["300", "260", "90", "510"])
    risk = Layer(p, "risk_source.shp", 4530, ["FXYBH", "FXYMC", "FXYLX", "FXDJ"], "FX")
    risk.add(off("S12-2", 100.0, 1400.0), "柳河助剂厂", "化工企业", "较大").add(off("S05", 250.0, 700.0), "红叶沟尾矿库", "尾矿库", "重大")
    risk.add(off("S08", 120.0, 240.0), "江湾油库", "其他风险源", "一般")
    risk.scatter(8, 0, ["化工企业", "尾矿库", "危险废物", "垃圾填埋场"], "风险源", "一般")
    outlet = Layer(p, "discharge_outlet.geojson", 4490, ["PWKBH", "PWKMC", "PWKLX", "SNST"], "PW")
    outlet.add(off("S06", 190.0, 400.0), "江湾镇污水处理厂排污口", "城镇污水", "示例·清水江").add(off("S07", 180.0, 330.0), "江湾工业排污口", "工业排污口", "示例·清水江")
    outlet.scatter(6, 0, ["城镇污水", "农业排口", "雨洪排口"], "排污口", "示例·某河")
    return [sensitive, risk, outlet]


def layers(city, sites):
    places = Places(city, sites)
    return [layer for part in (farmland, town, water, green, records, points) for layer in part(places)]
