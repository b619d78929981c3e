--- Actors of a document: who is named, how, in which roles. What C worked out
-- (the stage `actors`) is read from the records; here it is put together.
-- Who is who over several documents, assay.who.over says.
local core = require "assay.core"
local style = require "assay.style"
local grid = require "assay.table"
local mentions = require "assay.who.mentions"

local who = {}

-- ---- one document ----------------------------------------------------------

local actor_methods = {}

local actor_meta = {
    __name = "actor",
    __index = actor_methods,
    __tostring = function(a)
        local roles = {}
        for i, role in ipairs(a.roles) do
            roles[i] = (role.former and "former " or "") .. role.role
                .. (role.of and " (" .. role.of .. ")" or "")
        end
        return style.clean(a.name) .. " [" .. a.type .. "]"
            .. (#roles > 0 and ": " .. style.clean(table.concat(roles, ", "))
                or "")
    end,
}

--- The mentions of an actor, in order: the spans of kind "entity".
function actor_methods:mentions()
    if core.type(self.doc) ~= "document" then
        error("actor:mentions: the document is closed", 2)
    end
    local list = {}
    for _, span in ipairs(mentions(self.doc)) do
        if span.actor == self.id then
            list[#list + 1] = span
        end
    end
    return list
end

local TYPES = {PERSON = true, ORG = true, LOC = true, NORP = true}

--- The type of an actor is that of its names; a people's is its country's.
local function add_mention(actor, span)
    actor.n = actor.n + 1
    actor.country = actor.country or span.country
    actor.body = actor.body or span.body
    if span.mention == "name" then
        actor.forms[span.text] = (actor.forms[span.text] or 0) + 1
        if actor.type == "NORP" or span.text == actor.name then
            actor.type = span.type
        end
    end
end

local function add_roles(doc, by_name)
    for _, role in ipairs(doc:spans("role")) do
        local actor = role.person and by_name[role.person]
        if actor then
            local body = role.of and by_name[role.of]
            table.insert(actor.roles, {role = role.role, of = role.of,
                is_body = body ~= nil and body.type == "ORG",
                former = role.former or false, first = role.first,
                last = role.last})
        end
    end
end

--- Who acts in a document: a list of actors in order of first mention, each
-- with id, name, type, country, n (mentions), forms (words -> how often),
-- roles (role, of, former, first, last) and doc.
function who.actors(doc)
    if core.type(doc) ~= "document" then
        error(("doc:actors: expected a document (got %s)"):format(
            core.type(doc)), 2)
    end
    local list, by_id, by_name = {}, {}, {}
    for _, span in ipairs(mentions(doc)) do
        if span.actor and TYPES[span.type] then
            local actor = by_id[span.actor]
            if not actor then
                actor = setmetatable({id = span.actor, name = span.name,
                    type = span.type, n = 0, forms = {}, roles = {},
                    doc = doc}, actor_meta)
                by_id[span.actor] = actor
                by_name[span.name] = by_name[span.name] or actor
                list[#list + 1] = actor
            end
            add_mention(actor, span)
        end
    end
    add_roles(doc, by_name)
    return grid.new(list, {"name", "type", "country", "n"}, "nobody is named")
end

--- The actor that a name or another form of it means; nil if there is none,
-- or two, which are then the second result.
function who.find(doc, name)
    if type(name) ~= "string" then
        error(("doc:who: name must be a string (got %s)"):format(type(name)),
            2)
    end
    local key = core.skeleton(name)
    local exact, found = nil, {}
    for _, actor in ipairs(who.actors(doc)) do
        local hit = core.skeleton(actor.name) == key
        exact = exact or hit and actor
        for form in pairs(actor.forms) do
            hit = hit or core.skeleton(form) == key
        end
        for word in actor.name:gmatch("%S+") do
            hit = hit or core.skeleton(word) == key
        end
        if hit then
            found[#found + 1] = actor
        end
    end
    if exact or #found == 1 then
        return exact or found[1]
    end
    return nil, #found > 0 and found or nil
end

-- ---- why -------------------------------------------------------------------

local KINDS = {nominal = "a noun", pronoun = "a pronoun"}

--- What a mention's name rests on, in a sentence or two.
function who.why(doc, span)
    local words = '"' .. style.clean(span.text) .. '"'
    local parts = {}
    local acting = doc:within("_acting", span.first, span.last)[1]
    if not span.actor then
        parts[1] = words .. " is a name of more than one actor here, so whose"
            .. " it is stays open"
    elseif KINDS[span.mention] then
        parts[1] = ("%s is %s for %s, the only actor that fits within reach"
            .. " before it"):format(words, KINDS[span.mention], span.name)
        local last
        for _, other in ipairs(doc:spans("entity", "flat")) do
            if other.actor == span.actor and other.last < span.first then
                last = other
            end
        end
        if last then
            parts[2] = ('last named as "%s" in sentence %d'):format(
                style.clean(last.text), doc:sentence_at(last.first))
        end
    elseif acting then
        parts[1] = ("%s acts here for %s"):format(words, span.name)
        parts[2] = "rule " .. acting.rule
    elseif span.name ~= span.text then
        parts[1] = ("%s is %s"):format(words, span.name)
    else
        parts[1] = ("%s names %s"):format(words, span.type)
    end
    parts[#parts + 1] = "found by " .. span.rule
    if (span.score or 1) < 1 then
        parts[#parts + 1] = ("probability %.2f"):format(span.score)
    end
    return table.concat(parts, "; ")
end

return who
