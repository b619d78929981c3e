--- Who and where: the entities of a document, counted under their names.
-- Countries are counted by canonical name, nationality words with them:
-- "Russia", "Russian" and "Russians" are all Russia. Which gazetteer found
-- a mention tells a country from a city in it.
local actors = {}

--- What section a span of the layer `entity` belongs to.
-- A NORP with a country is that country's people, unless its entry says that
-- it is one `group` among them: a region's, a people, a party.
local function section_of(span)
    if span.group then
        return span.group == "region" and "place" or "group"
    end
    if span.type == "NORP" or span.rule:match("/countries$") then
        return span.country and "country" or "group"
    end
    local sections = {LOC = "place", GPE = "place", FAC = "place",
                      ORG = "organisation", PERSON = "person"}
    return sections[span.type] or "other"
end

local function count(group, text)
    group.n = group.n + 1
    if not group.forms[text] then
        group.forms[text] = 0
        group.order[#group.order + 1] = text
    end
    group.forms[text] = group.forms[text] + 1
end

--- Forms with their counts, most frequent first: "Russia 4, Russian 3".
local function forms_text(group)
    local place = {}
    for i, text in ipairs(group.order) do
        place[text] = i
    end
    table.sort(group.order, function(a, b)
        if group.forms[a] ~= group.forms[b] then
            return group.forms[a] > group.forms[b]
        end
        return place[a] < place[b]
    end)
    local parts = {}
    for i, text in ipairs(group.order) do
        parts[i] = text .. " " .. group.forms[text]
    end
    return table.concat(parts, ", ")
end

local function sort_groups(groups)
    table.sort(groups, function(a, b)
        if a.n ~= b.n then
            return a.n > b.n
        end
        return a.first < b.first
    end)
end

local function new_group(span, section, name)
    return {
        section = section, name = name, country = span.country, n = 0,
        type = span.type, first = span.first, at = span.begin - 1,
        forms = {}, order = {},
    }
end

--- The entities of a document, grouped by section and name.
-- @tparam[opt] string section country, place, organisation, person, group
--   or other; all without one
-- @tparam[opt] table mentions spans of kind "entity"; all without it
-- @treturn {table,...} fields section, type, name, country, n (mentions),
--   first (token of the first one), at (its byte, from 0) and text (the forms
--   with their counts);
--   most mentions first
function actors.groups(doc, section, mentions)
    local groups, by_key = {}, {}
    for _, span in ipairs(mentions or doc:spans("entity", "flat")) do
        local its = section_of(span)
        if not section or its == section then
            local name = span.name or (span.text:gsub("%s+", " "))
            local key = its .. "\0" .. name
            if not by_key[key] then
                by_key[key] = new_group(span, its, name)
                groups[#groups + 1] = by_key[key]
            end
            count(by_key[key], (span.text:gsub("%s+", " ")))
        end
    end
    for _, group in ipairs(groups) do
        group.text = forms_text(group)
        group.forms, group.order = nil, nil
    end
    sort_groups(groups)
    return groups
end

--- Mentions of countries: name -> count, for sums over many documents.
function actors.countries(doc)
    local counts = {}
    for _, group in ipairs(actors.groups(doc, "country")) do
        counts[group.name] = group.n
    end
    return counts
end

return actors
