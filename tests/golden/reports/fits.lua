--- What it takes for a record to be one of the gold. A function a kind: given
-- the gold record and the program's, whether all that is compared is right.
local gold = dofile("tests/golden/reports/gold.lua")

local fits = {}

-- ---- extents --------------------------------------------------------

local function common(a, b, c, d)
    return math.min(b, d) - math.max(a, c)
end

--- Both cover at least half of the longer one; gold in several pieces may be
-- found piece by piece, or as one.
local function half(want, begin, finish)
    local pieces = {table.unpack(want.pieces)}
    pieces[#pieces + 1] = {pieces[1][1], pieces[#pieces][2]}
    for _, p in ipairs(pieces) do
        local longer = math.max(p[2] - p[1], finish - begin)
        if 2 * common(p[1], p[2], begin, finish) >= longer then
            return true
        end
    end
    return false
end

local function touches(want, begin, finish)
    for _, p in ipairs(want.pieces) do
        if common(p[1], p[2], begin, finish) > 0 then
            return true
        end
    end
    return false
end

--- The place of a field of the record, or of the record where that has none.
local function extent(rec, field)
    return rec[field .. "_start"] or rec.start, rec[field .. "_end"]
        or rec["end"]
end

-- ---- values ---------------------------------------------------------------

--- One of the answers that "A / B" allows; * allows all, - none.
local function one_of(want, same)
    for _, answer in ipairs(gold.split(want, " / ")) do
        if answer == "*" or same(answer) then
            return true
        end
    end
    return false
end

local function text_is(want, value)
    return one_of(want, function(answer)
        return answer == (value == nil and "-" or value)
    end)
end

local function number_is(want, value)
    return one_of(want, function(answer)
        return (tonumber(answer) or "-") == (tonumber(value) or "-")
    end)
end

--- As names are compared: case, article, possessive and kind of apostrophe
-- do not matter.
local function bare(name)
    return (name:lower():gsub("’", "'"):gsub("%s+", " "):gsub("^the ", "")
        :gsub("^an? ", ""):gsub("'s$", ""))
end

local function name_is(want, value)
    return one_of(want, function(answer)
        return bare(answer) == bare(value or "-")
    end)
end

--- Names as a list: fields hold one or several.
local function names_of(value)
    if value == nil then
        return {}
    end
    return type(value) == "table" and value or {value}
end

--- Every name that is wanted is there, and no other.
local function names_are(want, values)
    if want == "*" then
        return true
    elseif want == "-" then
        return #values == 0
    end
    local wants, used = gold.split(want, ";"), {}
    for _, one in ipairs(wants) do
        local hit
        for i, value in ipairs(values) do
            if not used[i] and not hit and name_is(one, value) then
                used[i], hit = true, true
            end
        end
        if not hit and not (one .. " / "):find("* / ", 1, true) then
            return false
        end
    end
    for i in ipairs(values) do
        if not used[i] and not want:find("*", 1, true) then
            return false
        end
    end
    return true
end

local IRREGULAR = {children = "child", person = "people", bodies = "body",
                   families = "family", aircraft = "aircraft", km = "kilometre",
                   kilometer = "kilometre", ["%"] = "percent", pct = "percent",
                   ["per cent"] = "percent", percentage = "percent",
                   nmi = "mile"}

--- The last word in the singular: "Ukrainian soldiers" is "soldier".
local function head(noun)
    noun = noun:lower()
    noun = IRREGULAR[noun] and noun or noun:match("([^%s_]+)$") or noun
    local one = IRREGULAR[noun] or (noun:gsub("s$", ""))
    return IRREGULAR[one] or one
end

local function noun_is(want, value)
    return one_of(want, function(answer)
        return head(answer) == head(value or "people")
    end)
end

-- ---- kinds ------------------------------------------------------------------

--- T10:00 is T10.
local function whole_hour(value)
    return value and value:gsub("(T%d%d):00$", "%1"):gsub(":00 ", " ")
end

function fits.date(want, rec)
    return touches(want, rec.start, rec["end"])
        and text_is(whole_hour(want[1]), whole_hour(rec.value))
        and text_is(want[2], rec.type)
end

function fits.money(want, rec)
    return touches(want, rec.start, rec["end"])
        and number_is(want[1], rec.amount) and text_is(want[2], rec.currency)
end

function fits.quantity(want, rec)
    return touches(want, rec.start, rec["end"])
        and number_is(want[1], rec.amount)
        and (want.optional or noun_is(want[2], rec.unit))
end

function fits.casualty(want, rec)
    return touches(want, rec.start, rec["end"]) and want[1] == rec.harm
        and number_is(want[2], rec.min) and number_is(want[3], rec.max)
        and noun_is(want[4], rec.who)
end

function fits.quote(want, rec)
    local how = " " .. want[3] .. " "
    local direct = how:find(" direct ", 1, true) ~= nil
    if want.optional then
        return touches(want, extent(rec, "content"))
            and name_is(want[1], rec.speaker)
    end
    return half(want, extent(rec, "content")) and name_is(want[1], rec.speaker)
        and (how:find(" mixed ", 1, true) or direct == (rec.direct == true))
        and (how:find(" denial ", 1, true) or (rec.negated == true)
            == (how:find(" negated ", 1, true) ~= nil))
        and (not how:find(" anonymous ", 1, true) or rec.anonymous == true)
end

function fits.stance(want, rec)
    local polarity, hedged = want[2], false
    if polarity:match(" hedged$") then
        polarity, hedged = polarity:match("^(.*) hedged$"), true
    elseif polarity:match("%l %*$") then
        polarity, hedged = polarity:match("^(.*) %*$"), nil
    end
    return half(want, extent(rec, "target")) and name_is(want[1], rec.actor)
        and text_is(polarity, rec.polarity)
        and (hedged == nil or hedged == (rec.hedged == true))
end

function fits.event(want, rec)
    if not (touches(want, extent(rec, "cue")) and text_is(want[1], rec.type)
        and text_is(want[4], rec.mode)) then
        return false
    end
    local sources, targets = names_of(rec.source), names_of(rec.target)
    local both = want[2]:match("^(.*)%s+=$")
    if not both then
        return names_are(want[2], sources) and names_are(want[3], targets)
    end
    local all, seen = {}, {}
    for _, names in ipairs {sources, targets} do
        for _, name in ipairs(names) do
            if not seen[name] then
                seen[name] = true
                all[#all + 1] = name
            end
        end
    end
    return names_are(both, all)
end

--- Whether a record is about the place of the gold one at all.
function fits.near(want, rec)
    local field = ({quote = "content", stance = "target", event = "cue"})[
        want.kind]
    if field then
        return touches(want, extent(rec, field))
    end
    return touches(want, rec.start, rec["end"])
end

fits.name_is = name_is

return fits
