--- Tolls that disagree: the same harm at the same incident, and no number of
-- one side can be one of the other's.
--
-- How sure it is that two tolls are of one incident depends on what is known to
-- be the same. A place that lies in the other is no other place: Kharkiv may
-- be what a report calls Ukraine's Kharkiv region. But what is told of a whole
-- country, or of everybody, may count more than what is told of a town or of
-- children: such a toll is contradicted only by a part that exceeds it.
local core = require "assay.core"
local figures = require "assay.records.figures"
local gather = require "assay.records.gather"
local groups = require "assay.records.compare.groups"
local language = require "assay.language"
local likeness = require "assay.records.likeness"
local lists = require "assay.lists"
local wording = require "assay.wording"

-- ---- one incident ----------------------------------------------------------

--- Does a toll count whoever came to harm?
local function is_of_all(row)
    return row.who == nil or language.words(gather.lang(row),
        "anybody")[core.norm(wording.names(row.who))] or false
end

--- Whose toll is a part of the other's: "a", "b", or nil.
local function part_of(a, b, lie, at_a, at_b)
    local wider = lie == "within" and at_b or lie == "around" and at_a
    if wider and wider.size == "country" then
        return wider == at_b and "a" or "b"
    elseif is_of_all(a) ~= is_of_all(b) then
        return is_of_all(b) and "a" or "b"
    end
end

local BY_DAY = 0.15 -- what it adds that the day is the same

--- How sure it is that two places are that of one incident, and why; nil: it
-- is not.
local function by_place(lie, at_a, at_b, is_day)
    if lie == "same" then
        return at_a and at_a.size == "country" and 0.6 or 0.8,
            "the place is the same"
    elseif lie == "within" or lie == "around" then
        local wider = lie == "within" and at_b or at_a
        local inner = lie == "within" and at_a or at_b
        return wider.size ~= "country" and 0.6 or is_day and 0.5 or nil,
            inner.name .. " lies in " .. wider.name
    end
end

--- How sure it is that two tolls of one harm are of one incident; nil if they
-- are not.
-- @tparam string days likeness.days of them
-- @treturn table|nil sure, because, and part: whose is a part of the other's,
--   "a" or "b"
local function link(who, a, b, days)
    local lie, at_a, at_b = likeness.places(who, a, b)
    local actor = likeness.names(who, a, b, "actor")
    if lie == "different" or actor == "different" or days == "different"
        or not (is_of_all(a) or is_of_all(b))
        and likeness.words(a, b, "who") == "different" then
        return nil
    end
    local sure, because = by_place(lie, at_a, at_b, days == "same")
    if not sure and (lie == "unknown" and actor == "same") then
        sure, because = 0.5, "who did it is the same"
    end
    if sure and days == "same" then
        sure, because = sure + BY_DAY, because .. "; the day is the same"
    end
    return sure and {sure = sure, because = because, part = part_of(a, b, lie, at_a, at_b)}
end

-- ---- numbers -----------------------------------------------------------------

--- Two tolls: "agree", "apart", or "above" where "at least" leaves room for
-- the other, which nobody who knew of it would have said.
local function compared(a, b)
    local a1, a2 = figures.toll(a)
    local b1, b2 = figures.toll(b)
    if not figures.meet(a1, a2, b1, b2) then
        return "apart"
    elseif a2 == math.huge and b1 > figures.reach(a1)
        or b2 == math.huge and a1 > figures.reach(b1) then
        return "above"
    end
    return "agree"
end

--- Can the part be one of the whole?
local function fits(part, whole)
    local least = figures.toll(part)
    local _, most = figures.toll(whole)
    return least <= most
end

--- Without "more than 10" where the same side has the 12 that it means.
local function precise(rows)
    return lists.those(rows, function(row)
        local least, most = figures.toll(row)
        return most < math.huge or figures.reach(least) == least
            or not lists.any(rows, function(other)
                return other.max and other.max >= least
                    and other.max <= figures.reach(least)
            end)
    end)
end

--- Do the tolls of several places on one side make one of the other's? Only
-- numbers with both bounds add up to one.
local function adds_up(rows, others)
    local least, most, seen, n = 0, 0, {}, 0
    for _, row in ipairs(rows) do
        local place = wording.names(row.place) or ""
        if row.max and not seen[place] then
            local a1, a2 = figures.toll(row)
            least, most = least + a1, most + a2
            seen[place], n = true, n + 1
        end
    end
    return n > 1 and lists.any(others, function(other)
        return other.max and figures.meet(least, most, figures.toll(other))
    end)
end

-- ---- the difference ----------------------------------------------------------

--- The most that a side tells.
local function height(rows)
    local most = 0
    for _, row in ipairs(rows) do
        most = math.max(most, row.min or 0, row.max or 0)
    end
    return most
end

--- When a report came out, and whose it is: the agency that it names, else
-- its source; a file or an address is nobody's.
local function origin(doc)
    local record = doc:records("document")[1] or {}
    local source = doc.source
    return doc.date or record.date, record.agency or source
        and source ~= doc.id and not source:find("[/\\]")
        and not source:find("%.jsonl?$") and source
end

--- First and last day on which a side's reports came out, and their source
-- where all have one.
local function published(rows)
    local first, last, sources = nil, nil, {}
    for _, row in ipairs(rows) do
        local date, source = origin(gather.document(row))
        if not date then
            return nil
        end
        first = (not first or date < first) and date or first
        last = (not last or date > last) and date or last
        sources[source or false] = true
    end
    local source = next(sources)
    return first, last, (next(sources, source) == nil and source or nil)
end

--- The side that came out later, and whether both are of one source.
local function later(group)
    local first_a, last_a, source_a = published(group.a)
    local first_b, last_b, source_b = published(group.b)
    if not (first_a and first_b) then
        return nil
    end
    local side = last_a < first_b and "b" or last_b < first_a and "a" or nil
    return side, source_a and source_a == source_b
end

--- What the difference is called: what a source tells later is news of it,
-- no contradiction.
local function called(group, is_above)
    local side, is_update = later(group)
    local higher = height(group.a) > height(group.b) and "a" or "b"
    if side and is_update then
        return "updated in " .. side
    elseif side == higher then
        return ("higher in %s, later"):format(side)
    end
    return is_above and "higher in " .. higher or "disagree"
end

local LATER = {["updated in a"] = true, ["updated in b"] = true}
local HARMS = {killed = 1, missing = 2, captured = 3, wounded = 4,
               displaced = 5}

--- What contradicts comes before what was updated, deaths before the rest.
local function sort(list)
    local rank = {}
    for i, row in ipairs(list) do
        rank[row] = (LATER[row.difference] and 1 or 0) * 10
            + (HARMS[row.a_rows[1].harm] or 6) + i / (#list + 1)
    end
    table.sort(list, function(x, y) return rank[x] < rank[y] end)
end

-- ---- the topic ---------------------------------------------------------------

--- Without those that are a part of another toll.
local function whole(rows)
    return lists.those(rows, function(row)
        return not row.part and (row.min or row.max)
    end)
end

--- The actor, the place and the country, as keys.
local function keys_in(who)
    local actors = groups.actors_in(who, "place", "actor")
    return function(row)
        local keys = actors(row)
        for _, name in ipairs(lists.of(row.place)) do
            local place = who.places:of(gather.document(row), name)
            keys[#keys + 1] = place and place.country
        end
        return keys
    end
end

--- The class of a toll: the same for those of one place and actor who came to
-- the same harm. Within it tolls differ in days and numbers alone.
local function class_in(who)
    local classes = {}
    local function known(row, field)
        local names = {}
        for i, name in ipairs(lists.of(row[field])) do
            local doc = gather.document(row)
            local actor, place = who:of(doc, name), who.places:of(doc, name)
            names[i] = ("%s %p"):format(actor and ("%p"):format(actor) or core.skeleton(name), place)
        end
        return table.concat(names, " ")
    end
    return function(row)
        classes[row] = classes[row] or table.concat({known(row, "place"), known(row, "actor"),
            wording.names(row.who) or "", gather.lang(row) or ""}, "/")
        return classes[row]
    end
end

--- The day of a toll that is of one.
local function day_of(row)
    local first, last = gather.own_interval(row)
    return first == last and first or nil
end

--- What `link` says of two tolls; it is asked once for all of their classes.
local function linker(who, class)
    local known = {same = {}, unknown = {}, different = {}}
    return function(a, b, days)
        local of_day, class_a, class_b = known[days], class(a), class(b)
        local answers = of_day[class_a] or {}
        of_day[class_a] = answers
        if answers[class_b] == nil then
            answers[class_b] = link(who, a, b, days) or false
        end
        return answers[class_b]
    end
end

--- Tolls by the harm that they tell of.
local function by_harm(rows)
    local lots = {}
    for _, row in ipairs(whole(rows)) do
        lists.put(lots, row.harm or "", row)
    end
    return lots
end

--- A judge of groups; `links` says of each pair why it is of one incident.
local function judge_of(links)
    return function(group)
        if adds_up(group.a, group.b) or adds_up(group.b, group.a) then
            return nil
        end
        local is_above, best = false, nil
        local precise_b = precise(group.b)
        for _, a in ipairs(precise(group.a)) do
            for _, b in ipairs(precise_b) do
                local answer = compared(a, b)
                if answer == "agree" then
                    return nil
                end
                is_above = is_above or answer == "above"
                local link_ab = links[a] and links[a][b]
                best = link_ab and (not best or link_ab.sure > best.sure)
                    and link_ab or best
            end
        end
        return {difference = called(group, is_above),
            sure = best and best.sure, because = best and best.because}
    end
end

--- "killed in Kharkiv by Russia": the place and the actor that say most, as a
-- wider place has a longer name only by chance.
local function what_in(who)
    return function(group)
        local row, place, by = group.a[1], nil, nil
        for _, side in ipairs {group.a, group.b} do
            for _, each in ipairs(side) do
                by = by or wording.names(each.actor)
                place = who.places:narrower(place, gather.document(each),
                    each.place)
            end
        end
        local name = place and place.name or wording.names(row.place)
        return row.harm .. (name and " in " .. name or "")
            .. (by and " by " .. by or "")
    end
end

return function(sides, who, out)
    local links, found = {}, {}
    local lots_a, lots_b = by_harm(sides.a.casualty), by_harm(sides.b.casualty)
    local class = class_in(who)
    local link_of = linker(who, class)
    local function split(row)
        return class(row), day_of(row)
    end
    local function may(a, b)
        return link_of(a, b, "same") or link_of(a, b, "unknown")
    end
    local function same(a, b)
        local found_link = link_of(a, b, likeness.days(a, b))
        if not found_link or found_link.part == "a" and fits(a, b)
            or found_link.part == "b" and fits(b, a) then
            return false
        end
        links[a] = links[a] or {}
        links[a][b] = found_link
        return true
    end
    for _, harm in ipairs(lists.keys(lots_a)) do
        local list = groups.of(lots_a[harm], lots_b[harm] or {}, keys_in(who), same, split, may)
        groups.add(found, "toll", list, {judge = judge_of(links), what = what_in(who),
            text = function(row) return wording.range(row.min, row.max) end})
    end
    sort(found)
    table.move(found, 1, #found, #out + 1, out)
end
