-- A gazetteer of one's own: find military equipment, annotate it, and see
-- who is named in the same sentences.
--
--     assay run examples/03-own-gazetteer.lua [FILE ...]

local paths = {...}
if #paths == 0 then
    paths = {"examples/talks.txt", "examples/arms.txt"}
end

-- `also` are other forms of the same thing; any further field is yours.
local equipment = assay.gazetteer {
    name = "equipment",
    label = "WEAPON",
    entries = {
        {text = "drone", also = {"drones", "UAV", "UAVs"}, name = "drone"},
        {text = "missile", also = {"missiles"}, name = "missile"},
        {text = "air defense", name = "air defence",
            also = {"air defenses", "air defence", "air defences"}},
        {text = "howitzer", also = {"howitzers"}, name = "howitzer"},
        {text = "ammunition", also = {"shells"}, name = "ammunition"},
        {text = "tank", also = {"tanks"}, name = "tank"},
        {text = "fighter jet", also = {"fighter jets", "F-16", "F-16s"},
            name = "fighter jet"},
    },
}

local rows = {}
for report in assay.each(paths) do
    for first, last, entry in report:find(equipment) do
        -- A finding like any other: it is in the records, too.
        report:add("entity", first, last, {
            type = entry.label, name = entry.name, rule = "equipment",
        })
        local _, from, to = report:sentence_at(first)
        local names, seen = {}, {}
        for _, span in ipairs(report:within("entity", from, to)) do
            if span.type == "NORP" and span.name and not seen[span.name] then
                seen[span.name] = true
                names[#names + 1] = span.name
            end
        end
        rows[#rows + 1] = {
            report = report.id, found = report:text(first, last),
            what = entry.name, with = names,
        }
    end
end
print(assay.table(rows, {"report", "found", "what", "with=named with"}))

-- The last report once more, as it leaves the program.
local again = assert(assay.open(paths[#paths]))
for first, last, entry in again:find(equipment) do
    again:add("entity", first, last, {
        type = entry.label, name = entry.name, rule = "equipment",
    })
end
for _, record in ipairs(again:records("entity")) do
    if record.rule == "script@0/equipment" then
        print(("%d-%d %s: %s"):format(record.start, record["end"],
            record.name, record.text))
    end
end
again:close()
