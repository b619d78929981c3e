--- What happened, at what cost: sections of the brief.
local style = require "assay.style"

local happened = {}

local AROUND = 40 -- bytes on each side

local function names(value, other)
    value = value or other
    return value and style.clean(type(value) == "table"
        and table.concat(value, ", ") or value) or nil
end

-- ---- events -----------------------------------------------------------------

--- A date that says when; what was left open is none.
local function known_date(rec)
    local date = rec.date and names(rec.date)
    return date and not date:find("X", 1, true) and date or nil
end

--- "Russia -> Ukraine, in Kramatorsk"; "Iran <-> Qatar" where each does it to
-- the other.
local function parties(rec)
    local source = names(rec.source, rec.source_text)
    local target = names(rec.target, rec.target_text)
    local text = source or target and "?" or ""
    if source and source == target and type(rec.source) == "table" then
        text = style.clean(table.concat(rec.source, #rec.source == 2
            and " <-> " or ", "))
    elseif target then
        text = text .. " -> " .. target
    end
    if rec.place then
        text = text .. (text == "" and "in " or ", in ")
            .. names(rec.place)
    end
    return text
end

local function event_row(rec, n)
    local mode = rec.mode and rec.mode ~= "asserted" and rec.mode or ""
    local date = known_date(rec)
    return {cells = {date or "", {style.clean(rec.type or "?"), "bold"},
                     parties(rec), style.clean(rec.cue or ""),
                     {style.clean(mode), "yellow"}},
            at = {rec.start}, date = date,
            weight = (mode == "" and 3 or 0) + (date and 1 or 0)
                + (rec.source and 2 or 0) + (rec.target and 2 or 0)
                + math.max(0, 3 - n / 5)}
end

--- Section "Events": by date, those without one behind, then as they stand.
function happened.events(records)
    local rows, seen = {}, {}
    for _, rec in ipairs(records) do
        if rec.kind == "event" then
            local row = event_row(rec, #rows)
            local key = table.concat({known_date(rec) or "",
                rec.type or "", parties(rec), rec.mode or ""}, "\0")
            -- What is told again is worth a place at the line's end.
            if seen[key] and parties(rec) ~= "" then
                local at = seen[key].at
                at[2] = at[2] or rec.start
                seen[key].weight = seen[key].weight + 1
            else
                seen[key] = row
                rows[#rows + 1] = row
            end
        end
    end
    table.sort(rows, function(a, b)
        local x, y = a.date or "~", b.date or "~"
        return x < y or x == y and a.at[1] < b.at[1]
    end)
    return {title = "Events", rows = rows,
            columns = {{most = 16}, {most = 10}, {flex = true}, {most = 14},
                       {most = 12}}}
end

-- ---- casualties -----------------------------------------------------------

local HARMS = {killed = 1, wounded = 2, missing = 3, captured = 4,
               displaced = 5}

--- 12345 as "12,345"
local function thousands(n)
    local text = ("%d"):format(n):reverse():gsub("(%d%d%d)", "%1,")
    return (text:reverse():gsub("^,", ""))
end

local function range(min, max)
    if min and max and min == max then
        return min == 0 and "none" or thousands(min)
    elseif min and max then
        return thousands(min) .. "-" .. thousands(max)
    elseif min then
        return "at least " .. thousands(min)
    end
    return max and "up to " .. thousands(max) or "?"
end

--- Section "Casualties": harm, least to most, who, by whom, where, when.
function happened.casualties(records)
    local rows = {}
    for _, rec in ipairs(records) do
        if rec.kind == "casualty" then
            local more = {}
            more[#more + 1] = rec.actor and "by " .. names(rec.actor) or nil
            more[#more + 1] = rec.place and "in " .. names(rec.place) or nil
            more[#more + 1] = known_date(rec)
            rows[#rows + 1] = {
                cells = {{style.clean(rec.harm or "?"), "red"},
                         range(rec.min, rec.max),
                         names(rec.who, rec.who_text) or "",
                         table.concat(more, ", ")},
                at = {rec.start}, order = HARMS[rec.harm] or 9,
                weight = (rec.max or rec.min or 0) > 0 and 9
                    - (HARMS[rec.harm] or 9) or -1,
            }
        end
    end
    table.sort(rows, function(a, b)
        return a.order < b.order or a.order == b.order and a.at[1] < b.at[1]
    end)
    return {title = "Casualties", rows = rows,
            columns = {{most = 10}, {most = 22}, {most = 30}, {flex = true}}}
end

-- ---- money ---------------------------------------------------------------

local UNITS = {{1e12, "trillion"}, {1e9, "billion"}, {1e6, "million"}}

--- 1500000000 as "1.5 billion"
local function amount(n)
    if not n then
        return "?"
    end
    for _, unit in ipairs(UNITS) do
        if n >= unit[1] then
            return ("%.4g %s"):format(n / unit[1], unit[2])
        end
    end
    return n == math.floor(n) and thousands(n) or ("%.2f"):format(n)
end

--- The whole words around a record, for what no field says.
local function around(doc, rec)
    local first = math.max(1, rec.start + 1 - AROUND)
    local last = math.min(doc.size, rec["end"] + AROUND)
    local before = doc:slice(first, rec.start)
    local behind = doc:slice(rec["end"] + 1, last)
    before = first > 1 and before:match("%s(.*)$") or before
    behind = last < doc.size and behind:match("^(.*)%s") or behind
    before = before:match("\n([^\n]*)$") or before
    behind = behind:match("^([^\n]*)\n") or behind
    return style.clean(before .. rec.text .. behind)
end

--- Section "Money": how much, what for.
function happened.money(records, doc)
    local rows = {}
    for _, rec in ipairs(records) do
        if rec.kind == "money" then
            local what = rec["for"] or rec.for_text
            rows[#rows + 1] = {
                cells = {style.clean(rec.currency or "?"),
                         amount(tonumber(rec.amount)),
                         what and "for " .. style.clean(what):gsub("^for ", "")
                         or {around(doc, rec), "dim"}},
                at = {rec.start}, weight = (what and 3 or 0)
                    + math.log(math.max(1, tonumber(rec.amount) or 1), 10)}
        end
    end
    return {title = "Money", rows = rows,
            columns = {{most = 5}, {most = 16}, {flex = true}}}
end

return happened
