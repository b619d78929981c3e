-- Which countries are the reports about?
--
--     assay run examples/01-countries.lua [FILE or FOLDER ...]
--
-- Every line can also be typed at the prompt.

local paths = {...}
if #paths == 0 then
    paths = {"examples"}
end

-- A report at a time: memory does not grow with their number.
local reports, totals = {}, {}
for report in assay.each(paths) do
    local counts = assay.countries(report)
    reports[#reports + 1] = {id = report.id, counts = counts}
    for name, n in pairs(counts) do
        totals[name] = (totals[name] or 0) + n
    end
end

-- The names of a table of counts, largest count first.
local function ranked(counts)
    local names = {}
    for name in pairs(counts) do
        names[#names + 1] = name
    end
    table.sort(names, function(a, b)
        if counts[a] ~= counts[b] then
            return counts[a] > counts[b]
        end
        return a < b
    end)
    return names
end

-- One row a report: how many countries, and the three named most.
local rows = {}
for i, report in ipairs(reports) do
    local names, most = ranked(report.counts), {}
    for k = 1, math.min(3, #names) do
        most[k] = names[k] .. " " .. report.counts[names[k]]
    end
    rows[i] = {report = report.id, countries = #names, most = most}
end
print(assay.table(rows, {"report", "countries", "most=named most"}))

-- One row a country, over all reports.
local sums = {}
for i, name in ipairs(ranked(totals)) do
    if i > 10 then
        break
    end
    local inside = 0
    for _, report in ipairs(reports) do
        inside = inside + (report.counts[name] and 1 or 0)
    end
    sums[i] = {country = name, mentions = totals[name], reports = inside}
end
print()
print(assay.table(sums, {"country", "mentions", "reports"}))
