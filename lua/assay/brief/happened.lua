--- What happened, at what cost: sections of the brief.
local style = require "assay.style"
local wording = require "assay.wording"

local happened = {}

local names = wording.names

-- ---- events -----------------------------------------------------------------

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
    local date = wording.known_date(rec.date)
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
            local key = table.concat({wording.known_date(rec.date) or "",
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

--- Section "Casualties": harm, least to most, who, by whom, where, when.
function happened.casualties(records)
    local rows = {}
    for _, rec in ipairs(records) do
        if rec.kind == "casualty" then
            local more = {}
            more[#more + 1] = rec.actor and "by " .. names(rec.actor) or nil
            more[#more + 1] = rec.place and "in " .. names(rec.place) or nil
            more[#more + 1] = wording.known_date(rec.date)
            rows[#rows + 1] = {
                cells = {{style.clean(rec.harm or "?"), "red"},
                         wording.range(rec.min, rec.max),
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

--- Section "Money": how much, what for.
function happened.money(records, doc)
    local rows = {}
    for _, rec in ipairs(records) do
        if rec.kind == "money" then
            local what = rec["for"] or rec.for_text
            rows[#rows + 1] = {
                cells = {style.clean(rec.currency or "?"),
                         wording.amount(tonumber(rec.amount)),
                         what and "for " .. style.clean(what):gsub("^for ", "")
                         or {wording.around(doc, rec), "dim"}},
                at = {rec.start}, weight = (what and 3 or 0)
                    + math.log(math.max(1, tonumber(rec.amount) or 1), 10)}
        end
    end
    return {title = "Money", rows = rows,
            columns = {{most = 5}, {most = 16}, {flex = true}}}
end

return happened
