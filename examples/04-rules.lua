-- A rule file, loaded and applied: the terms of a ceasefire in reports, and
-- why a rule found nothing in a sentence.
--
--     assay run examples/04-rules.lua [FILE ...]

local paths = {...}
if #paths == 0 then
    paths = {"examples/talks.txt", "examples/border.txt"}
end

-- Nothing is loaded unless the file's own examples come out as they say.
local rules = assert(assay.rules.load("examples/ceasefire.yaml"))

local rows = {}
for report in assay.each(paths) do
    rules:apply(report)
    for _, kind in ipairs {"ceasefirecall", "ceasefirewatch",
        "ceasefirelength"} do
        for _, span in ipairs(report:spans(kind)) do
            rows[#rows + 1] = {
                report = report.id, kind = kind, text = span.text,
                by = span.by, terms = span.terms, ["until"] = span["until"],
            }
        end
    end
end
print(assay.table(rows, {"kind", "by", "terms", "until", "text"}))

local doc = assay.text("Norway called for talks. Norway proposed a truce.")
for sentence = 1, 2 do
    print(why(doc, "call", sentence, rules))
end
