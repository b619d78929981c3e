--- Names that may stand where the cursor is: variables, fields and methods,
-- keys of a table of options, and strings that a parameter takes.
local core = require "assay.core"
local resolve = require "assay.prompt.resolve"
local session = require "assay.session"
local syntax = require "assay.prompt.syntax"
local types = require "assay.types"

local complete = {}

local PATIENCE = 0.05 -- seconds for what has to be looked for in documents

-- ---- names that a type of strings stands for -----------------------------------

local function names_of(list)
    local names = {}
    for i, item in ipairs(list) do
        names[i] = item.name
    end
    return names
end

local function kind_names()
    return names_of(core.kinds())
end

local function rule_names()
    local names = {}
    for _, plugin in ipairs(core.plugins()) do
        local set = core.rules.of(plugin.name)
        for _, rule in ipairs(set and set:list() or {}) do
            names[#names + 1] = plugin.name .. "/" .. rule.name
        end
    end
    return names
end

--- Names and spellings of who acts in the open documents, as many as can be
-- looked through while somebody waits.
local function actor_names()
    local names, seen, until_ = {}, {}, core.clock() + PATIENCE
    for _, doc in ipairs(session.opened()) do
        for _, actor in ipairs(core.clock() < until_ and doc:actors() or {}) do
            seen[actor.name] = true
            for form in pairs(actor.forms) do
                seen[form] = true
            end
        end
    end
    for name in pairs(seen) do
        names[#names + 1] = name
    end
    return names
end

local function document_ids()
    local ids = {}
    for i, doc in ipairs(session.opened()) do
        ids[i] = doc.id
    end
    return ids
end

local function event_types()
    return require("assay.records.kinds").get("event").choices.type
end

--- Names behind a dot, of what an expression among the tokens stands for.
local function fields_of(expression, list, at)
    local names = {}
    local known = expression and resolve.expression(expression, list, at)
    if known then
        resolve.each_member(known, false, function(name)
            names[#names + 1] = name
        end)
    end
    return names
end

--- Fields of the rows that are the first argument of the call around token `i`.
local function row_fields(list, i)
    for k = i - 1, 1, -1 do
        local token = list[k]
        if token.args and not (token.close and token.close < i) then
            local last = syntax.argument_end(list, k)
            local rows = last and syntax.expression(list, last)
            if rows then
                table.insert(rows.steps, {index = {number = 1}})
            end
            return fields_of(rows, list, i)
        end
    end
    return {}
end

--- What they are is asked with the tokens and the string's place among them.
local STRINGS = {
    document_id = document_ids,
    event_type = event_types,
    row_field = row_fields,
    actor_name = actor_names,
    record_kind = kind_names,
    span_kind = kind_names,
    plugin_name = function() return names_of(core.plugins()) end,
    rule_name = rule_names,
    own_rule = function() return require("assay.rules.work").names() end,
    help_topic = function() return require("assay.help").topics() end,
}

--- The strings that a type takes: a list, empty if it takes any.
local function strings_of(type_, list, i)
    local all, seen = {}, {}
    types.each(type_ or {}, function(one)
        local of = one.literal and {one.literal}
            or STRINGS[one.name] and not seen[one.name] and STRINGS[one.name](list, i)
        seen[one.name or ""] = true
        for _, name in ipairs(of or {}) do
            if not seen[name] then
                seen[name] = true
                all[#all + 1] = name
            end
        end
    end)
    return all
end

-- ---- within patterns ---------------------------------------------------------------

--- Labels and gazetteers that the plugins know, for @LABEL and %gazetteer.
local function labels_and_lists()
    local labels, lists, seen = {}, {}, {}
    local function add(to, name)
        if name and not seen[name] then
            seen[name] = true
            to[#to + 1] = name
        end
    end
    for _, plugin in ipairs(core.plugins()) do
        for _, gazetteer in ipairs(plugin.gazetteers) do
            add(labels, gazetteer.label)
            add(lists, gazetteer.name)
        end
        local set = core.rules.of(plugin.name)
        for _, rule in ipairs(set and set:list() or {}) do
            add(labels, rule.label)
        end
    end
    return labels, lists
end

--- Names for the word at the end of a pattern, and how long that word is.
local function within_pattern(text)
    local sign, word = text:match("([@%%])([%w_-]*)$")
    if sign then
        local labels, lists = labels_and_lists()
        return sign == "@" and labels or lists, #word
    end
    word = text:match("%[[^%]\"]-pos%s*!?=%s*{?[%u,%s]-(%u*)$")
    if word then
        return core.corpus.tags(), #word
    end
    word = text:match("%[[^%]\"]-([%a]*)$")
    if word and not text:match("[=<>]%s*{?[%w,]*$") then
        return core.corpus.attributes(), #word
    end
    return {}, 0
end

local function takes_pattern(type_)
    for _, one in ipairs(type_ or {}) do
        if one.name == "pattern" or one.name == "pattern_source" then
            return true
        end
    end
    return false
end

-- ---- what is wanted at a place ----------------------------------------------------

local wanted_in

--- The type of the parameters that argument `n` of a call may be for.
local function wanted_of(entry, n, shape)
    local at = types.param_at(entry, n, shape)
    local all = {}
    for k = at or 1, at and #entry.params or 0 do
        local param = entry.params[k]
        local type_ = types.read(param.type) or {}
        table.move(type_, 1, #type_, #all + 1, all)
        if not param.optional and param.name ~= "..." then
            break -- those behind it cannot be meant
        end
    end
    return all
end

--- The type of a field that is written as `key =` before token `i`.
local function field_type(list, i, open)
    local key, sign = list[i - 2], list[i - 1]
    local type_ = wanted_in(list, open.index)
    if sign and sign.text == "=" and key and key.type == "name" then
        local entry = types.members(type_)[key.text]
        return entry and types.held(entry)
    end
    return types.item(type_)
end

--- The type that is wanted of the table or string that begins at token `i`.
function wanted_in(list, i)
    local shape = list[i].type == "string" and "string" or "table"
    if syntax.is_call(list, i) then
        local entry = resolve.called(list, i)
        return entry and wanted_of(entry, 1, shape)
    end
    local open -- the bracket around it
    for k = i - 1, 1, -1 do
        if list[k].args and not (list[k].close and list[k].close < i) then
            open = list[k]
            break
        end
    end
    if not open then
        return nil
    elseif open.text == "{" then
        return field_type(list, i, open)
    elseif open.text == "(" and syntax.is_call(list, open.index) then
        local entry = resolve.called(list, open.index)
        local n = 1
        for k = open.index + 1, i - 1 do
            local within = list[k].text == "," and list[k].type == "sign" and list[k].of == open.index
            n = n + (within and 1 or 0)
        end
        return entry and wanted_of(entry, n, shape)
    end
end

--- Tell each comma the bracket that it stands in.
local function place_commas(list)
    local open = {}
    for i, token in ipairs(list) do
        if token.args then
            open[#open + 1] = i
        elseif token.opens then
            open[#open] = nil
        elseif token.type == "sign" and token.text == "," then
            token.of = open[#open]
        end
    end
end

-- ---- the place ----------------------------------------------------------------------

--- Keys of the table that is open at the place, without those that it has.
local function keys_of(list, open)
    local members = types.members(wanted_in(list, open.index))
    for i = open.index + 1, #list - 1 do
        if list[i].type == "name" and list[i + 1].text == "=" then
            members[list[i].text] = nil
        end
    end
    local names = {}
    for name, entry in pairs(members) do
        if entry.kind == "field" then
            names[#names + 1] = name
        end
    end
    return names
end

local function collect(word)
    local names, seen = {}, {}
    return names, function(name)
        if seen[name] or name:sub(1, #word) ~= word or name:find("^_") and word == ""
            or not name:find("^[%a_][%w_]*$") then
            return
        end
        seen[name] = true
        names[#names + 1] = name
    end
end

--- Is `name` as it is a part of a string, and nothing to command a terminal?
local function is_plain(name)
    return not name:find('[%c"\'\\\\]') and core.clean(name) == name
end

--- Does a string of this type name a file? Of what is not described nobody
-- knows.
local function takes_path(type_)
    if not type_ then
        return true
    end
    local yes = false
    types.each(type_, function(one)
        yes = yes or one.name == "path" or one.name == "any"
    end)
    return yes
end

--- Is the string at token `i` a key: t["x"]?
local function is_key(list, i)
    local before = list[i - 1]
    return before and before.type == "sign" and before.text == "[" and syntax.expression(list, i - 2) ~= nil
end

local function within_string(list, token)
    local key = is_key(list, #list)
    local type_ = not key and wanted_in(list, #list) or nil
    local all, long = strings_of(type_, list, #list), #token.text
    if key then
        all = fields_of(syntax.expression(list, #list - 2), list, #list)
    end
    if takes_pattern(type_) then
        local more, behind = within_pattern(token.text)
        if #more > 0 then
            all, long = more, behind
        end
    end
    local word = token.text:sub(#token.text - long + 1)
    local names = {}
    for _, name in ipairs(all) do
        if name:sub(1, #word) == word and is_plain(name) then
            names[#names + 1] = name
        end
    end
    table.sort(names)
    return names, token.from + #token.text - long, not key and takes_path(type_)
end

--- Names for the word that ends at byte `at` of `line`.
-- @treturn {string,...} sorted; empty in a string that takes any
-- @treturn integer the word's first byte, from 1
-- @treturn boolean whether it may be the name of a file instead
function complete.names(line, at)
    local text = line:sub(1, at)
    local list, open = syntax.read(text)
    place_commas(list)
    local last = list[#list]
    local from = #text - #text:match("[%w_]*$") + 1
    if last and last.open then
        if last.type == "comment" then
            return {}, from
        end
        return within_string(list, last)
    end
    local word = text:sub(from)
    if word ~= "" then
        list[#list] = nil -- the word itself
    end
    if word:find("^%d") then
        return {}, from
    end
    local names, add = collect(word)
    local before, mark = list[#list], list[#list]
    if mark and mark.type == "sign" and (mark.text == "." or mark.text == ":") then
        local expression = syntax.expression(list, #list - 1)
        local known = expression and resolve.expression(expression, list)
        if known then
            resolve.each_member(known, mark.text == ":", add)
        end
    else
        local top = open[#open]
        if top and top.text == "{" and (before == top or before.text == "," or before.text == ";") then
            for _, name in ipairs(keys_of(list, top)) do
                add(name)
            end
        end
        if #names == 0 then
            resolve.each_variable(add)
            for name in pairs(syntax.declared(list)) do
                add(name)
            end
            for keyword in pairs(syntax.KEYWORDS) do
                add(keyword)
            end
        end
    end
    table.sort(names)
    return names, from
end

--- The call that the place is within: its entry, and the number of the
-- parameter that is being written (nil: none).
function complete.call(line, at)
    local list, open = syntax.read(line:sub(1, at))
    local last = list[#list]
    if not last or last.open and last.type == "comment" then
        return nil
    end
    if last.open and syntax.is_call(list, #list) then
        local entry = resolve.called(list, #list)
        return entry, entry and types.param_at(entry, 1, "string")
    end
    local shape = last.open and "string" or "other"
    for k = #open, 1, -1 do
        local bracket = open[k]
        if bracket.text ~= "[" and syntax.is_call(list, bracket.index) then
            local entry = resolve.called(list, bracket.index)
            if entry then
                local is_table = bracket.text == "{" or list[bracket.at] and list[bracket.at].text == "{"
                return entry, types.param_at(entry, bracket.text == "{" and 1 or bracket.args + 1,
                    is_table and "table" or shape)
            end
        end
    end
end

return complete
