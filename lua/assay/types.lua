--- Types of the description: read from their text, asked for their members.
--
-- A type is a list of alternatives, each a table with one of
--   name     a type of the description, or one of Lua's
--   literal  a string that it is
--   list     the type of a list's items
--   key, value  types of a table's
--   fun      true: a function; `gives` are the texts of what it gives
--   ref      the name of the parameter whose string names the type
local api = require "assay.api"

local types = {}

--- Those of Lua, and what stands for any.
types.LUA = {string = true, number = true, integer = true, boolean = true, table = true, any = true,
             ["function"] = true, ["nil"] = true, userdata = true, thread = true}

-- ---- reading ----------------------------------------------------------------

local read_union

local function skip(s)
    s.at = s.text:find("[^ ]", s.at) or #s.text + 1
end

--- Go on behind `word`, if it stands here.
local function take(s, word)
    skip(s)
    if s.text:sub(s.at, s.at + #word - 1) == word then
        s.at = s.at + #word
        return true
    end
end

local function want(s, word)
    if not take(s, word) then
        error({what = ("%s is wanted in the type %s"):format(word, s.text)}, 0)
    end
end

--- `fun(...)`, its parameters passed over, and all behind the colon.
local function read_function(s)
    local _, last = s.text:find("^%b()", s.at)
    if not last then
        want(s, "(...)")
    end
    s.at = last + 1
    local gives = {}
    if take(s, ":") then
        repeat
            gives[#gives + 1] = read_union(s)
        until not take(s, ",")
    end
    return {fun = true, gives = gives}
end

local function read_primary(s)
    skip(s)
    local literal, behind = s.text:match('^"([^"]*)"()', s.at)
    if literal then
        s.at = behind
        return {literal = literal}
    elseif take(s, "fun(") then
        s.at = s.at - 1
        return read_function(s)
    elseif take(s, "table<") then
        local key = read_union(s)
        want(s, ",")
        local value = read_union(s)
        want(s, ">")
        return {key = key, value = value}
    elseif take(s, "@...") then
        return {ref = "..."}
    end
    local sign, name, next_at = s.text:match("^(@?)([%a_][%w_]*)()", s.at)
    if not name then
        error({what = ("not a type: %s"):format(s.text)}, 0)
    end
    s.at = next_at
    return sign == "@" and {ref = name} or {name = name}
end

local function read_one(s)
    local one
    if take(s, "(") then
        one = read_union(s)
        want(s, ")")
    else
        one = {read_primary(s)}
    end
    while take(s, "[]") do
        one = {{list = one}}
    end
    return one
end

function read_union(s)
    local all = {}
    repeat
        local one = read_one(s)
        table.move(one, 1, #one, #all + 1, all)
    until not take(s, "|")
    return all
end

local known = {} -- by text

--- The type that a text stands for; nil and what is wrong with it.
function types.read(text)
    if known[text] then
        return known[text]
    end
    local s = {text = text, at = 1}
    local good, got = pcall(read_union, s)
    skip(s)
    if not good then
        return nil, type(got) == "table" and got.what or got
    elseif s.at <= #text then
        return nil, ("not a type: %s"):format(text)
    end
    known[text] = got
    return got
end

-- ---- walking ----------------------------------------------------------------

--- Call `fn(alternative)` for all of a type and what is within it.
function types.each(type_, fn)
    for _, one in ipairs(type_) do
        fn(one)
        for _, inner in ipairs {one.list or {}, one.key or {}, one.value or {}} do
            types.each(inner, fn)
        end
        for _, gives in ipairs(one.gives or {}) do
            types.each(gives, fn)
        end
    end
end

local function add_all(to, from)
    return table.move(from or {}, 1, #(from or {}), #to + 1, to)
end

--- The members that a value of the type has: name -> entry.
function types.members(type_)
    local all = {}
    for _, one in ipairs(type_ or {}) do
        for name, entry in pairs(one.name and api.members(one.name) or {}) do
            all[name] = all[name] or entry
        end
    end
    return all
end

--- The type of what a member holds; nil where it is called, not read.
function types.held(entry)
    if entry.kind == "field" and entry.returns[1] then
        return types.read(entry.returns[1].type)
    end
end

--- The type of an item: t[1], t["x"].
function types.item(type_)
    local all = {}
    for _, one in ipairs(type_ or {}) do
        add_all(all, one.list)
        add_all(all, one.value)
    end
    return all
end

--- What an iterator gives at each step, the nth of it.
function types.step(type_, nth)
    for _, one in ipairs(type_ or {}) do
        if one.fun then
            return one.gives[nth]
        end
    end
end

-- Records of this kind are a type of another name.
local KINDS = {document = "document_record"}

--- The name of the type that records of a kind are.
function types.of_kind(kind)
    local name = KINDS[kind] or kind
    return api.type(name) and name or "record"
end

--- The string given for a parameter, or for one of those that `...` takes,
-- where it is the only one.
local function string_for(entry, arguments, name)
    local at
    for i, param in ipairs(entry.params) do
        at = at or param.name == name and i
    end
    local found
    for i = at or 1, name == "..." and #arguments or at or 0 do
        local literal = arguments[i] and arguments[i].literal
        if literal and found then
            return nil
        end
        found = found or literal
    end
    return found
end

--- A type with what its `@parameter` stands for in a call. A kind that has no
-- type of its own is a record.
local function resolved(type_, entry, arguments)
    local all = {}
    for i, one in ipairs(type_) do
        if one.ref then
            local word = string_for(entry, arguments, one.ref)
            all[i] = {name = word and types.of_kind(word) or "record"}
        elseif one.list then
            all[i] = {list = resolved(one.list, entry, arguments)}
        else
            all[i] = one
        end
    end
    return all
end

--- What a call gives.
-- @tparam table entry of what is called
-- @tparam {table,...} arguments each with `literal` where it is a string
function types.result(entry, arguments)
    local first = entry.returns[1]
    local type_ = first and types.read(first.type)
    return type_ and resolved(type_, entry, arguments)
end

--- Is it a string, or called otherwise but one?
function types.is_string(type_)
    for _, one in ipairs(type_ or {}) do
        local of = one.name and api.type(one.name)
        if one.name == "string" or one.literal or of and of.extends == "string" then
            return true
        end
    end
    return false
end

-- ---- parameters ---------------------------------------------------------------

local function has_fields(type_)
    for _, one in ipairs(type_ or {}) do
        local of = one.name and api.type(one.name)
        if of and #of.entry.fields > 0 then
            return true
        end
    end
    return false
end

--- The parameter that argument `i` of a call is for: its number. Optional
-- ones are passed over by a table of options, and by a string where they take
-- none.
-- @tparam string shape of the argument: "table", "string" or "other"
function types.param_at(entry, i, shape)
    local at, last = i, #entry.params
    for k = 1, math.min(i, last) do
        if entry.params[k].name == "..." then
            at = k
            break
        end
    end
    if shape ~= "table" or not entry.params[at] and at > last then
        return at <= last and at or nil
    end
    for k = at, last do
        if has_fields(types.read(entry.params[k].type)) then
            return k
        elseif not entry.params[k].optional and entry.params[k].name ~= "..." then
            break
        end
    end
    return at
end

return types
