--- The reports of tests/golden/reports against what the program finds:
-- precision, recall and F1 of each kind; with -v every miss and extra.
-- Run by `make test`:
--   assay run tests/golden/reports.lua [-v] tests/golden/reports/*.gold
--
-- A record of the program is right if the gold has one of its kind such that
--   quote     the contents have half of the longer one in common; speaker,
--             direct, negated (but for denials) and (where the gold says so)
--             anonymous are equal; of an optional one, place and speaker
--   stance    the targets have half in common; actor, polarity, hedged equal
--   event     the cues touch; type, mode, sources and targets are equal
--   casualty  the extents touch; harm, min, max, and the last word of who
--   money     the extents touch; amount and currency
--   quantity  the extents touch; amount, and (of one that must be there) the
--             last word of the unit
--   date      the extents touch; value and type
--   document  date, dateline and title, each by itself
-- Names are equal but for case, article and possessive; numbers and dates are
-- equal. Cues are in the gold for who reads it. A record fits one of the gold
-- alone, a gold record one of the program, except for a quote in pieces.
--   precision  right records / those, and what the gold has nothing for
--   recall     records of the gold that must be there and are / all of those
--   near       the same, if only the place counted: what is left is detail
local gold = dofile("tests/golden/reports/gold.lua")
local fits = dofile("tests/golden/reports/fits.lua")

local KINDS = {"document", "date", "money", "quantity", "casualty", "quote",
               "stance", "event"}

local verbose = false
local totals = {}
for _, kind in ipairs(KINDS) do
    totals[kind] = {want = 0, right = 0, optional = 0, extra = 0, near = 0}
end

local SHOWN = {
    date = {"value", "type"}, money = {"amount", "currency"},
    quantity = {"amount", "unit"},
    casualty = {"harm", "min", "max", "who"},
    quote = {"speaker", "cue", "direct", "negated", "anonymous", "content"},
    stance = {"actor", "polarity", "hedged", "cue", "target"},
    event = {"type", "source", "target", "mode", "cue"},
}

--- A record in one line, with its place in the text.
local function shown(rec, case)
    local parts = {}
    for i, field in ipairs(SHOWN[rec.kind]) do
        local value = rec[field]
        if type(value) == "table" then
            value = table.concat(value, "; ")
        end
        parts[i] = tostring(value == nil and "-" or value)
    end
    local text = case.text:sub(rec.start + 1, rec["end"])
    return ("%s  [%s] %s"):format(table.concat(parts, " | "), text, rec.rule)
        :gsub("%s+", " ")
end

local function say(...)
    if verbose then
        print(...)
    end
end

--- Give each record of the gold one of the program's that fits.
local function pair(wants, recs)
    local used = {}
    for _, optional in ipairs {false, true} do
        for _, want in ipairs(wants) do
            for i, rec in ipairs(recs) do
                local more = want.hit and #want.pieces > 1
                if want.optional == optional and not used[i]
                    and (not want.hit or more) and fits[want.kind](want, rec)
                then
                    used[i] = want.hit and "more" or "right"
                    want.hit = true
                end
            end
        end
    end
    return used
end

local function compare(case, kind, recs)
    local wants, t = case.want[kind] or {}, totals[kind]
    local used = pair(wants, recs)
    for _, want in ipairs(wants) do
        local near = want.hit
        for _, rec in ipairs(recs) do
            near = near or fits.near(want, rec)
        end
        if want.optional then
            t.optional = t.optional + (want.hit and 1 or 0)
        else
            t.want = t.want + 1
            t.right = t.right + (want.hit and 1 or 0)
            t.near = t.near + (near and 1 or 0)
            if not want.hit then
                say(("miss  %s: %s"):format(want.where:match("[^/]+$"),
                    want.line))
            end
        end
    end
    for i, rec in ipairs(recs) do
        if not used[i] then
            t.extra = t.extra + 1
            say(("extra %s:%d: %s | %s"):format(case.name, rec.start, kind,
                (shown(rec, case))))
        end
    end
end

--- Title, date and dateline count as a record each.
local function compare_document(case, rec)
    local want, t = case.want.document[1], totals.document
    for i, field in ipairs {"date", "dateline", "title"} do
        local value = rec[field]
        local right = value ~= nil and fits.name_is(want[i], value)
        t.want = t.want + 1
        t.near = t.near + (value and 1 or 0)
        t.right = t.right + (right and 1 or 0)
        t.extra = t.extra + (value and not right and 1 or 0)
        if not right then
            say(("miss  %s: document %s: %s | got %s"):format(case.name, field,
                want[i], tostring(value)))
        end
    end
end

local function run(path)
    local case = gold.read(path)
    local doc = assay.text(case.text, {id = case.name, date = case.date})
    compare_document(case, doc:records("document")[1])
    for i = 2, #KINDS do
        compare(case, KINDS[i], doc:records(KINDS[i]))
    end
    doc:close()
end

local function share(n, of)
    return of > 0 and n / of or 0
end

local function report()
    for _, kind in ipairs(KINDS) do
        local t = totals[kind]
        local right = t.right + t.optional
        local precision = share(right, right + t.extra)
        local recall = share(t.right, t.want)
        print(("%-9s precision %.3f  recall %.3f  F1 %.3f  near %.3f  "
            .. "(%d of %d, %d optional, %d extra)"):format(kind, precision,
            recall, share(2 * precision * recall, precision + recall),
            share(t.near, t.want), t.right, t.want, t.optional, t.extra))
    end
end

local paths = {...}
if paths[1] == "-v" then
    verbose = true
    table.remove(paths, 1)
end
for _, path in ipairs(paths) do
    run(path)
end
report()
print(("%d reports"):format(#paths))
