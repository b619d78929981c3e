-- A rule file, loaded and applied: the terms of a ceasefire in reports, and
-- why a rule found nothing in a sentence. 05-own-kind.sh has the same file in
-- a plugin, so that every command knows its records.
--
--     assay run examples/04-rules.lua [FILE ...]

local paths = {...}
if #paths == 0 then
    paths = {"examples/talks.txt", "examples/05-own-kind/truce.txt"}
end

-- Nothing is loaded unless the file's own examples come out as they say.
local rules = assert(assay.rules.load(
    "examples/05-own-kind/ceasefire/rules/ceasefire.yaml"))

local rows = {}
for report in assay.each(paths) do
    rules:apply(report)
    for _, span in ipairs(report:spans("ceasefire")) do
        rows[#rows + 1] = {act = span.act, by = span.by, terms = span.terms,
                           duration = span.duration,
                           monitor = span.monitor}
    end
end
print(assay.table(rows, {"act", "by", "terms", "duration", "monitor"}))

local doc = assay.text("Norway called for talks. Norway proposed a truce.")
for sentence = 1, 2 do
    print(why(doc, "call", sentence, rules))
end
