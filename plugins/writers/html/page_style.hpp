#pragma once

namespace ecoredline {

/// The look page in CSS: verdict colours, a 4 px grid, hairlines between rows; a table becomes cards on a phone; on
/// paper nothing is folded away, a site begins a page and headings of tables repeat.
inline constexpr const char* kPageStyle = R"css(
:root{--ink:#101828;--grey:#475467;--line:#D0D5DD;--ground:#F9FAFB;--accent:#175CD3;
--fail:#B42318;--fail-t:#FEF3F2;--marginal:#B54708;--marginal-t:#FFFAEB;--unknown:#475467;--unknown-t:#F2F4F7;
--conditional:#175CD3;--conditional-t:#EFF8FF;--pass:#027A48;--pass-t:#ECFDF3;color-scheme:light}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:1120px;padding:24px;background:#FFF;color:var(--ink);line-height:1.6;font-size:14px;
font-family:"WenQuanYi Micro Hei","Noto Sans CJK SC","Microsoft YaHei",system-ui,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
h1{font-size:20px;line-height:1.3;margin:0 0 4px}
h2{font-size:18px;line-height:1.4;margin:32px 0 8px}
h3{font-size:15px;margin:24px 0 8px}
p{margin:0 0 8px}
a{color:var(--accent)}
.sub,.note,figcaption,caption,.of{color:var(--grey)}
.sub{border-bottom:1px solid var(--line);padding-bottom:12px;margin-bottom:16px}
.note{font-size:12px;margin:4px 0 0}
.of{font-size:12px;white-space:nowrap}
.v-fail{color:var(--fail)}.v-marginal{color:var(--marginal)}.v-unknown{color:var(--unknown)}
.v-conditional{color:var(--conditional)}.v-pass{color:var(--pass)}
b[class^=v-]{white-space:nowrap}
.band{border-left:8px solid;padding:12px 16px;margin:32px 0 16px}
.band.preliminary{border-left-style:dotted;outline:1px dotted}
.band h2{margin:0;color:inherit}
.band p{margin:4px 0 0;color:var(--ink)}
.band .name{color:var(--ink);font-weight:600}
.band.v-fail{background:var(--fail-t)}.band.v-marginal{background:var(--marginal-t)}
.band.v-unknown{background:var(--unknown-t)}.band.v-conditional{background:var(--conditional-t)}
.band.v-pass{background:var(--pass-t)}
.sentence{font-size:16px}
.chips{list-style:none;padding:0;margin:0 0 16px;display:flex;flex-wrap:wrap;gap:8px 24px}
figure{margin:16px 0;max-width:760px}
svg.map{font-family:inherit;display:block;width:100%;height:auto}
svg.swatch{width:28px;height:14px;vertical-align:-2px;margin-right:8px}
.legend{list-style:none;padding:0;margin:8px 0 4px;display:grid;gap:0 16px;font-size:12px;
grid-template-columns:repeat(auto-fill,minmax(220px,1fr))}
.legend li{display:flex;align-items:flex-start}
.legend svg.swatch{flex:none;margin-top:3px}
figcaption{font-size:12px}
figure{position:relative}
.tools{display:none}
.alive .tools{display:flex;flex-direction:column;gap:4px;position:absolute;left:8px;top:8px;z-index:1}
.tools button{width:32px;height:32px;border:1px solid var(--line);border-radius:4px;background:#FFF;color:var(--ink);
font:600 18px/1 system-ui,sans-serif;cursor:pointer;padding:0}
.tools button:disabled{color:#98A2B3;cursor:default}
.alive svg.map{cursor:crosshair}
svg.map:focus-visible,.tools button:focus-visible{outline:3px solid var(--accent);outline-offset:1px}
.legend label{display:flex;align-items:flex-start;gap:4px;cursor:pointer}
.legend input{margin:3px 0 0;flex:none;accent-color:var(--accent)}
.told ul{margin:8px 0;padding:8px 8px 8px 24px;background:var(--ground);border-left:3px solid var(--accent)}
.told,.maphelp{font-size:12px}
.ids{display:none}
.todo{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0}
.todo dt{font-weight:600}
.todo dd{margin:0}
.todo ul{margin:0;padding-left:18px}
table{border-collapse:collapse;width:100%;margin:8px 0;font-size:13px;line-height:1.5}
caption{text-align:left;font-weight:600;padding-bottom:4px}
th,td{text-align:left;vertical-align:top;padding:6px 8px;border-bottom:1px solid var(--line)}
th{overflow-wrap:normal;font-weight:600;border-bottom:1px solid var(--grey);background:var(--ground)}
td.n,th.n{text-align:right}
td.n{white-space:nowrap}
.t2{font-size:12px}
.t2 th,.t2 td{padding:6px 5px}
.t2 td:nth-child(3),.t2 td:nth-child(4),.t2 td:nth-child(12){min-width:84px}
.t2 td:nth-child(2){min-width:88px}.t2 td:nth-child(5){min-width:64px}
.t2 td:nth-child(11){min-width:200px}
.t2 td:first-child,.t5 td:first-child{white-space:nowrap}
.t5 td:nth-child(1){min-width:40px}.t5 td:nth-child(2){min-width:200px}
.t5 td:nth-child(3),.t5 td:nth-child(5){min-width:96px}
.t2 th.n{min-width:48px}
.sites td:nth-child(1),.sites td:nth-child(3){min-width:56px}
.t1{width:auto}
.t4 td:nth-child(3){min-width:260px}
.review td{height:48px;border:1px solid var(--line)}
.review th{border:1px solid var(--line)}
details{border-top:1px solid var(--line);padding:8px 0}
summary{cursor:pointer;font-weight:600}
details+.note{border-top:1px solid var(--line);padding-top:8px}
.method dt{font-weight:600}
.method dd{margin:0 0 8px}
.sign{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:32px 24px;margin:32px 0 8px}
.sign div{border-bottom:1px solid var(--grey);padding-bottom:4px;min-height:56px}
.printnote{display:none}
@media (max-width:700px){
body{padding:12px;font-size:15px}
.legend{grid-template-columns:1fr}
.map .labels{font-size:3.6px}
.todo{display:block}
.todo dt{margin-top:8px}
table,tbody,tr,td,caption{display:block;width:auto}
thead,tr:first-child>th{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tr{border-bottom:1px solid var(--grey);padding:8px 0}
td,td.n{border:0;padding:2px 0;text-align:left;white-space:normal}
td[data-h]::before{content:attr(data-h) " ";color:var(--grey);font-size:12px;margin-right:4px}
td:empty{display:none}
.t2 td,.t2 td.n{padding:2px 0}
.sites td,.sites td.n{display:inline-block;margin-right:16px}
.sites td:last-child{display:block}
table.review,table.review tbody,table.t1{display:table;width:100%}
table.t1 tbody,table.review tbody{display:table-row-group}
table.t1 thead{display:table-header-group;position:static}
table.t1 tr,table.review tr{display:table-row}
table.t1 td,table.review td{display:table-cell;padding:2px 6px}
table.t1 th,table.review tr:first-child>th{position:static;display:table-cell;clip-path:none;padding:2px 6px}
table.t1 td::before{content:none}
table.review td:empty{display:table-cell}
table.review{font-size:12px}
}
@page{size:A4;margin:14mm 13mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font-size:8pt;color:#475467}}
@media print{
body{max-width:none;padding:0;font-size:10.5pt;line-height:1.45}
h1{font-size:15pt}h2{font-size:13pt}h3{font-size:11pt;break-after:avoid;margin:14pt 0 4pt}
.band{margin:0 0 8pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
.sentence{font-size:10.5pt}
svg,.legend,th{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.site{break-before:page}
.single .site{break-before:auto}
figure{max-width:132mm;break-inside:avoid;margin:8pt 0}
table{font-size:8.5pt;line-height:1.35;break-inside:avoid}
.t1,.t2,.t4,.t6,.sites{break-inside:auto}
caption,thead{break-after:avoid}
.t2{font-size:7.5pt}
.t2 th,.t2 td{padding:2pt 2.5pt}
.t2 td:nth-child(n){min-width:0}
.t2 th,.t2 td{padding:2pt 1.6pt}
.t2 th.n{min-width:9mm}
.t2 td:nth-child(2),.t2 td:nth-child(12){min-width:14.5mm}
.t2 td:nth-child(3),.t2 td:nth-child(4){min-width:15mm}
.t2 td:nth-child(5){min-width:11mm}.t2 td:nth-child(11){min-width:38mm}
.t5 td:nth-child(n){min-width:0}.t5 td:nth-child(2){min-width:36mm}
.t5 td:nth-child(3),.t5 td:nth-child(5){min-width:20mm}
th,td{padding:3pt 4pt}
thead{display:table-header-group}
tr,.sign,.todo li{break-inside:avoid}
.t4 tr{break-inside:auto}
.review td{height:12mm}
a{color:inherit;text-decoration:none}
details{border:0;padding:0}
details>summary{list-style:none;break-after:avoid}
details>summary::-webkit-details-marker{display:none}
details::details-content{content-visibility:visible;display:block;block-size:auto}
.note,figcaption,.legend{font-size:8pt}
.skip,.alive .tools,.told,.maphelp,.legend input{display:none}
}
@supports not selector(::details-content){@media print{.printnote{display:block}}}
.skip{position:absolute;left:-9999px}
.skip:focus{left:8px;top:8px;background:#FFF;padding:8px}
)css";

} // namespace ecoredline
