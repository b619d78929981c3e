-- A word in all its contexts, over all reports of a folder.
--
--     assay run examples/02-kwic.lua ["WORDS" [FOLDER]]
--
-- A star takes any ending. At the prompt: open "examples", then
-- kwic "ceasefire".

local words, folder = ...
open(folder or "examples")
local hits = kwic(words or "ceasefire")
print(hits)

-- The hits are data too: count them by report.
local by_report, rows = {}, {}
for _, hit in ipairs(hits) do
    if not by_report[hit.doc] then
        by_report[hit.doc] = {report = hit.doc, hits = 0}
        rows[#rows + 1] = by_report[hit.doc]
    end
    by_report[hit.doc].hits = by_report[hit.doc].hits + 1
end
print()
print(assay.table(rows, {"report", "hits"}))
close "all"
