--- A dateline: PLACE [, region] [, date] [(AGENCY)] separator, at the beginning
-- of a line. The separator is a dash between blanks, a colon or a full stop.
local calendar = require "calendar"

local dateline = {}

local REACH = 120 -- bytes that a dateline may take
local SEPARATORS = {" -- ", " - ", " – ", " — ", " ―", "— ", "– ", "--"}
local WEEKDAYS = {
    monday = true, tuesday = true, wednesday = true, thursday = true, friday = true, saturday = true, sunday = true,
    mon = true, tue = true, wed = true, thu = true, fri = true, sat = true, sun = true,
}

local function trim(s)
    return (s:gsub("^%s+", ""):gsub("%s+$", ""))
end

--- Where the separator is: first and last byte, and whether it is a dash.
local function separator(text)
    local best, last
    for _, sep in ipairs(SEPARATORS) do
        local from, to = text:find(sep, 1, true)
        if from and (not best or from < best) then
            best, last = from, to
        end
    end
    return best, last
end

--- A name in capitals or with them: NEW YORK, Kyiv, Washington/Moscow.
local function is_name(s)
    local n = 0
    for word in s:gmatch("[^%s/]+") do
        n = n + 1
        if not word:find("^[%u\128-\255]") and word ~= "de" and word ~= "of" and word ~= "la" and word ~= "el"
            and word ~= "al" and word ~= "du" and word ~= "the" and not word:find("^al%-") then
            return false
        end
    end
    return n >= 1 and n <= 5 and not s:find("[%d\"“”!?:;()]")
end

local function is_capitals(s)
    return s:find("%u%u") ~= nil and not s:find("%l")
end

--- "NEW YORK" -> "New York"
local function named(s)
    if not is_capitals(s) then
        return s
    end
    return (s:lower():gsub("%f[%w]%a", string.upper))
end

--- The pieces between commas: place, region, date. nil if one is none of them.
local function read_front(front)
    local got = {}
    local at = 1
    while at <= #front do
        local stop = front:find(",", at, true) or #front + 1
        local piece = trim(front:sub(at, stop - 1))
        local ends = calendar.begins(trim(front:sub(at)))
        if ends and got.place then
            local rest = trim(trim(front:sub(at)):sub(ends + 1)):gsub("^,%s*", "")
            if rest ~= "" then
                return nil
            end
            got.dated = true
            return got
        elseif WEEKDAYS[piece:lower():gsub("%.$", "")] and got.place then
            got.dated = true
        elseif not is_name(piece) then
            return nil
        elseif not got.place then
            got.place = piece
        elseif got.region then
            return nil
        else
            got.region = piece
        end
        at = stop + 1
    end
    return got.place and got or nil
end

--- "(Reuters)" at the end of the front: what is before it, and the agency.
local function cut_agency(front)
    local before, agency = front:match("^(.-)%s*%(([^()]+)%)$")
    -- dpa and ntb write themselves small; (in Geneva) is something else
    if not before or #agency > 40 or not (agency:find("^[%u\128-\255]") or agency:find("^%l+$")) then
        return front, nil
    end
    return before, agency
end

local function find_front(text)
    local from, to = separator(text)
    local dash = from ~= nil
    local colon, behind = text:find("[:.]%s+%f[%u\"“‘'\128-\255]")
    -- Jan. 3 and U.S. have full stops as well: what stands before must read on
    while colon and (not from or colon < from) do
        local front, agency = cut_agency(trim(text:sub(1, colon - 1)))
        local got = read_front(front)
        if got and got.place and (agency or calendar.full(front)) then
            return front, agency, got, behind, false
        end
        colon, behind = text:find("[:.]%s+%f[%u\"“‘'\128-\255]", colon + 1)
    end
    if not dash then
        return nil
    end
    local front, agency = cut_agency(trim(text:sub(1, from - 1)))
    local got = front == "" and agency and {} or read_front(front)
    return front, agency, got, to, true
end

--- The dateline that a line of the head begins with, or nil: {place = {name,
-- first, last}, agency, date, sure, first, last}, bytes of the document.
function dateline.read(line)
    if #line.text < REACH // 3 or not line.text:find("^[%u\128-\255(]") then
        return nil
    end
    local text = line.text:sub(1, REACH)
    local front, agency, got, stop, dash = find_front(text)
    if not got or #line.text <= stop + 20 then
        return nil
    end
    local capitals = got.place ~= nil and is_capitals(got.place)
    local found = {
        agency = agency,
        date = calendar.full(front),
        sure = agency ~= nil or got.dated == true,
        first = line.first,
        last = line.first + #trim(text:sub(1, stop - 1):gsub("%s*[-–—―]+%s*$", "")) - 1,
    }
    if got.place then
        local first = line.first
        found.place = {name = named(got.place), first = first, last = first + #got.place - 1}
    end
    -- "Kyiv - a town of ..." says too little
    if not found.sure and not (dash and capitals) then
        return nil
    end
    return found
end

return dateline
