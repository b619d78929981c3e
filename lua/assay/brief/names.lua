--- Who acts in a document, and where it is about: sections of the brief.
local style = require "assay.style"
local actors = require "assay.actors"
local layout = require "assay.brief.layout"
local lists = require "assay.lists"
local mentions = require "assay.who.mentions"

local names = {}

local KINDS = {country = "country", organisation = "organisation",
               group = "group", person = "", place = "place", other = ""}

local function each_name(value, fn)
    if type(value) == "table" then
        for _, name in ipairs(value) do
            fn(name)
        end
    elseif value then
        fn(value)
    end
end

--- How much each name does in the records: speaks, is for or against, acts.
-- A name -> {n, at}, and the names in order.
local function doings(records)
    local by_name, order = {}, {}
    local function count(name, rec, value)
        if not by_name[name] then
            by_name[name] = {n = 0, at = rec.start, name = name}
            order[#order + 1] = by_name[name]
        end
        by_name[name].n = by_name[name].n + value
    end
    for _, rec in ipairs(records) do
        if rec.kind == "quote" and not rec.anonymous then
            each_name(rec.speaker, function(name) count(name, rec, 2) end)
        elseif rec.kind == "stance" then
            each_name(rec.actor, function(name) count(name, rec, 2) end)
        elseif rec.kind == "event" then
            each_name(rec.source, function(name) count(name, rec, 1) end)
            each_name(rec.target, function(name) count(name, rec, 1) end)
        end
    end
    return by_name, order
end

--- "deputy foreign minister (Ukraine), former envoy", from the records of
-- roles: a person -> text.
local function roles_of(records)
    local by_person, seen = {}, {}
    for _, rec in ipairs(records) do
        if rec.kind == "role" and rec.person and rec.role then
            local text = (rec.former and "former " or "") .. rec.role
                .. (rec.of and " (" .. rec.of .. ")" or "")
            local key = rec.person .. "\0" .. text:lower()
            if not seen[key] then
                seen[key] = true
                lists.put(by_person, rec.person, text)
            end
        end
    end
    return by_person
end

--- Groups, one a name: Moscow that acts is Russia, as Russian is.
local function merged(doc)
    local list, by_name = {}, {}
    for _, group in ipairs(actors.groups(doc, nil, mentions(doc))) do
        local same = by_name[group.name]
        if not same then
            by_name[group.name] = group
            list[#list + 1] = group
        else
            same.n = same.n + group.n
            same.at = math.min(same.at, group.at)
            same.section = group.section == "country" and "country"
                or same.section
        end
    end
    return list
end

local function row(name, what, n, at, weight)
    return {cells = {{style.clean(name), "bold"}, style.clean(what),
                     n > 1 and "x" .. n or ""}, at = {at}, weight = weight}
end

--- Sections "Actors" and "Places". A country that does nothing is a place.
function names.sections(doc, records, width)
    local does, order = doings(records)
    local roles = roles_of(records)
    local rows, places, known = {}, {}, {}
    for _, group in ipairs(merged(doc)) do
        local at = group.at
        local doing = does[group.name]
        known[group.name] = true
        if doing or group.section == "person"
            or group.section == "organisation" or group.section == "group"
        then
            local has = roles[group.name]
            rows[#rows + 1] = row(group.name, has and table.concat(has, ", ")
                or KINDS[group.section], group.n, at,
                group.n + 2 * (doing and doing.n or 0) + (has and 2 or 0))
        elseif group.section ~= "other" then
            places[#places + 1] = {at = at, text = style.clean(group.name)
                .. (group.section == "place" and group.country
                    and " (" .. group.country .. ")" or "")
                .. (group.n > 1 and " x" .. group.n or "")}
        end
    end
    for _, doing in ipairs(order) do
        if not known[doing.name] then
            rows[#rows + 1] = row(doing.name, "", 1, doing.at, 2 * doing.n)
        end
    end
    table.sort(rows, function(a, b)
        return a.weight > b.weight or a.weight == b.weight
            and a.at[1] < b.at[1]
    end)
    return {title = "Actors", rows = rows, most = 8,
            columns = {{most = 30}, {flex = true}, {most = 5}}},
        {title = "Places", rows = layout.fill(places, width), most = 3}
end

return names
