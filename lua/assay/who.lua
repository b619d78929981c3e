--- Actors of a document, and of several: who is named, how, in which roles.
-- What C worked out (the stage `actors`) is read from the records; here it is
-- put together. Over several documents names are matched by spelling.
local core = require "assay.core"
local style = require "assay.style"
local grid = require "assay.table"

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
    for _, span in ipairs(self.doc:spans("entity", "flat")) do
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
            table.insert(actor.roles, {role = role.role, of = role.of,
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
    for _, span in ipairs(doc:spans("entity", "flat")) do
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

-- ---- several documents -----------------------------------------------------

--- Are two keys the same but for a letter? Short ones must be the same.
local function is_near(a, b)
    if a == b then
        return true
    elseif math.min(#a, #b) < 5 or math.abs(#a - #b) > 1 then
        return false
    end
    local i = 1
    while a:sub(i, i) == b:sub(i, i) and i <= math.min(#a, #b) do
        i = i + 1
    end
    if #a == #b then
        return a:sub(i + 1) == b:sub(i + 1)
    elseif #a < #b then
        return a:sub(i) == b:sub(i + 1)
    end
    return a:sub(i + 1) == b:sub(i)
end

local function keys_of(name)
    local keys = {}
    for word in name:gmatch("[^%s%-]+") do
        local key = core.skeleton(word)
        if key ~= "" then
            keys[#keys + 1] = key
        end
    end
    return keys
end

--- Two names of one person: as many words, each nearly the same; an initial
-- stands for a word. A surname alone is never enough.
local function same_person(a, b)
    if #a ~= #b or #a < 2 then
        return false
    end
    for i = 1, #a do
        local initial = #a[i] == 1 or #b[i] == 1
        if not (initial and a[i]:sub(1, 1) == b[i]:sub(1, 1) and i < #a
                or is_near(a[i], b[i])) then
            return false
        end
    end
    return true
end

--- Bodies and places are called the same, or nearly.
local function same_other(a, b)
    return is_near(table.concat(a), table.concat(b))
end

local function merge(into, actor)
    into.n = into.n + actor.n
    into.docs = into.docs + 1
    into.country = into.country or actor.country
    into.actors[#into.actors + 1] = actor
    if #actor.name > #into.name and into.type == "PERSON" then
        into.name = actor.name
    end
    for _, role in ipairs(actor.roles) do
        local key = (role.of or "") .. "/" .. role.role:lower()
        if not into.role_keys[key] then
            into.role_keys[key] = true
            table.insert(into.roles, role)
        end
    end
end

--- Where an actor may be found: by type and the first letters of its last
-- word, so that only likely pairs are compared.
local function bucket_of(type, keys)
    return type .. "/" .. (keys[#keys] or ""):sub(1, 2)
end

--- Actors over several documents: rows with name, type, country, docs (how
-- many documents), n, roles, and actors (one of each document).
-- @param docs a list of documents, or an iterator of them
function who.over(docs)
    local rows, buckets = {}, {}
    local function add(doc)
        for _, actor in ipairs(who.actors(doc)) do
            local keys = keys_of(actor.name)
            local kind = actor.type == "NORP" and "LOC" or actor.type
            local bucket = bucket_of(kind, keys)
            local same = kind == "PERSON" and same_person or same_other
            local hit
            buckets[bucket] = buckets[bucket] or {}
            for _, row in ipairs(buckets[bucket]) do
                if not hit and same(row.keys, keys)
                    and (row.country or actor.country)
                        == (actor.country or row.country) then
                    hit = row
                end
            end
            if not hit then
                hit = {name = actor.name, type = kind, n = 0, docs = 0,
                       roles = {}, role_keys = {}, actors = {}, keys = keys}
                table.insert(buckets[bucket], hit)
                rows[#rows + 1] = hit
            end
            merge(hit, actor)
        end
    end
    if type(docs) == "table" then
        for _, doc in ipairs(docs) do
            add(doc)
        end
    elseif type(docs) == "function" or type(docs) == "userdata" then
        for doc in docs do
            add(doc)
        end
    else
        error(("assay.actors: docs must be a list or an iterator (got %s)")
            :format(type(docs)), 2)
    end
    table.sort(rows, function(a, b)
        if a.docs ~= b.docs then
            return a.docs > b.docs
        elseif a.n ~= b.n then
            return a.n > b.n
        end
        return a.name < b.name
    end)
    return grid.new(rows, {"name", "type", "country", "docs", "n"},
        "nobody is named")
end

--- The rows of who.over that a name means, over all their spellings: those
-- of which it is the name or a form used in some document. A single word
-- also means every person who has it in the name; several words also mean
-- those that are the same but for a letter or an initial, as who.over has it.
-- @tparam {table,...} rows of who.over
-- @tparam string name
-- @treturn {table,...} some of the rows, in their order
function who.named(rows, name)
    local key, keys = core.skeleton(name), keys_of(name)
    local found = {}
    for _, row in ipairs(key ~= "" and rows or {}) do
        local hit = row.type == "PERSON" and same_person(row.keys, keys)
        for _, word in ipairs(#keys == 1 and row.type == "PERSON" and row.keys
            or {}) do
            hit = hit or word == keys[1]
        end
        for _, actor in ipairs(row.actors) do
            hit = hit or core.skeleton(actor.name) == key
            for form in pairs(hit and {} or actor.forms) do
                hit = hit or core.skeleton(form) == key
            end
        end
        found[#found + 1] = hit and row or nil
    end
    return found
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
