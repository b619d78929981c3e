--- A session as a script that prints what the prompt printed: entry by entry,
-- as typed where that means the same in a script.
--
-- At the prompt an entry is a function of its own: its locals become variables
-- of the prompt, `return` ends only it, a label is its own. Where an entry has
-- one of these it is written as a function, with its locals kept at the end.
local core = require "assay.core"

local script = {}

script.MARK = "-- A session of assay"

local HEAD = [[
%s %s, saved by session.save. `assay run` on this file prints
-- the results again, byte for byte, as long as the documents and plugins are the same.
]]

local HELPERS = [[

local _ENV = session.variables() -- those of the prompt

local function __keep(name, value)
    rawset(_ENV, name, value)
end

local function __result(n, ...)
    __keep("_", (...))
    __keep("_" .. n, (...))
    show(...)
end
]]

--- Words that mean something else in a script, where an entry is no function.
local WORDS = {"%f[%w_]return%f[^%w_]", "%f[%w_]goto%f[^%w_]", "::", "<%s*close%s*>"}

local function has_words(code)
    for _, word in ipairs(WORDS) do
        if code:find(word) then
            return true
        end
    end
    return false
end

--- A bracket that would go on with the line before does not, behind a `;`.
local function begun(code)
    return code:find("^%s*%(") and ";" .. code or code
end

local function compiles(code)
    return load(code, "=save", "t") ~= nil
end

--- The entry as a function, called; its locals kept.
local function as_function(entry)
    local lines = {"(function(...)", entry.code}
    local known = {}
    for i = #entry.names, 1, -1 do
        local name = entry.names[i]
        if not known[name] then
            known[name] = true
            table.insert(lines, 3, ("__keep(%q, %s)"):format(name, name))
        end
    end
    lines[#lines + 1] = "end)()"
    return table.concat(lines, "\n")
end

local function as_expression(entry)
    local plain = ("(function() return %s\nend)()"):format(entry.code)
    if entry.code:find("[\n;]") or entry.code:find("--", 1, true) then
        return plain
    end
    return entry.code
end

--- A statement without values.
local function statement(entry)
    if #entry.names == 0 and not has_words(entry.code) and compiles(entry.code) then
        return begun(entry.code)
    end
    return begun(as_function(entry))
end

--- What prints the entry's values: by number, or where there is none by show.
local function printed(entry, code)
    if entry.number then
        return ("__result(%d, %s)"):format(entry.number, code)
    end
    return ("show(%s)"):format(code)
end

--- A comment ends where a line does, for Lua at a return, too.
local function commented(code)
    return "-- " .. code:gsub("[\r\n]", "\n-- ")
end

local function left_out(entry)
    local why = entry.note or entry.state
    if entry.message and entry.message ~= "" and entry.state == "failed" then
        why = why .. ": " .. core.clean(entry.message)
    end
    return commented(why) .. "\n" .. commented(entry.code)
end

local function in_order(a, b)
    if type(a) == type(b) then
        return a < b
    end
    return type(a) == "number"
end

local function key_text(key)
    local is_name = type(key) == "string" and key:find("^[%a_][%w_]*$") and compiles("_ = {" .. key .. " = 1}")
    return is_name and key or ("[%s]"):format(type(key) == "string" and ("%q"):format(key) or tostring(key))
end

--- Data as Lua code: strings, numbers, booleans and tables of such; a table with
-- tables in it has a line for each of its fields.
local function literal(value, indent)
    if type(value) ~= "table" then
        return type(value) == "string" and ("%q"):format(value) or tostring(value)
    end
    local keys, parts, is_deep = {}, {}, false
    for key, each in pairs(value) do
        keys[#keys + 1] = key
        is_deep = is_deep or type(each) == "table"
    end
    table.sort(keys, in_order)
    for i, key in ipairs(keys) do
        parts[i] = (key == i and "" or key_text(key) .. " = ") .. literal(value[key], indent .. "  ")
    end
    local between = is_deep and ",\n" .. indent or ", "
    return "{" .. table.concat(parts, between) .. "}"
end

--- What commands told of the session itself, which a script cannot know.
local function recalled(entry)
    local answers = {}
    for i, answer in ipairs(entry.told or {}) do
        answers[i] = literal(answer, "  ")
    end
    return #answers > 0 and ("session.recall(%s)\n"):format(table.concat(answers, ",\n  ")) or ""
end

--- One that failed after it changed something does so again.
local function failing(entry)
    return ("pcall(function(...)\n%s\nend)"):format(entry.code)
end

--- Lua code for an entry that is to print.
local function lines_of(entry)
    if entry.state == "failed" and (entry.changed or entry.assigned) and compiles(entry.code) then
        return failing(entry)
    elseif entry.state ~= "done" or entry.note then
        return left_out(entry)
    elseif entry.values == 0 then
        if entry.form == "command" then
            return entry.code .. "()"
        elseif entry.code:find("^%s*$") then
            return ""
        end
        return statement(entry)
    elseif entry.form == "command" then
        return printed(entry, entry.code .. "()")
    elseif entry.form == "expression" then
        return printed(entry, as_expression(entry))
    end
    return printed(entry, as_function(entry))
end

--- Lua code for one entry.
function script.entry(entry)
    return recalled(entry) .. lines_of(entry)
end

--- Lua code that gives the values of an entry; it is called with what keeps a
-- local by its name.
function script.again(step)
    if step.form == "statement" then
        return "local __keep = ...\nreturn " .. as_function{code = step.code, names = step.names or {}}
    end
    return "return " .. step.code .. (step.form == "command" and "()" or "")
end

local function setting(change)
    local value = change.value
    return ("set.%s(%s)"):format(change.name, type(value) == "string" and ("%q"):format(value) or tostring(value))
end

local function expectations(entry, out)
    for _, source in ipairs(entry.opened or {}) do
        out[#out + 1] = ("session.expect(%q, %d, %q)"):format(source.path, source.n, source.sha256)
    end
end

--- What was open, and set, before the first entry: by the rc file, which then
-- is the script's beginning.
local function beginning(before, out)
    if next(before.reading) then
        out[#out + 1] = ("session.reading(%s)"):format(literal(before.reading, ""))
    end
    if before.rc then
        out[#out + 1] = ("-- what %s did\n(function(...)\n%s\nend)()"):format(core.clean(before.rc.name),
            before.rc.text)
        expectations({opened = before.opened}, out)
        return
    end
    for _, change in ipairs(before.settings) do
        out[#out + 1] = setting(change)
    end
    for _, source in ipairs(before.opened) do
        out[#out + 1] = ("open(%q)"):format(source.path)
        expectations({opened = {source}}, out)
    end
end

--- Does some entry take back steps? Then each entry must be one, as it was.
local function counts_steps(entries)
    for _, entry in ipairs(entries) do
        if entry.code:find("undo", 1, true) or entry.code:find("redo", 1, true) then
            return true
        end
    end
    return false
end

--- The whole.
-- @tparam {table,...} entries as results.entries has them
-- @tparam table before settings and opened, at the first entry
-- @treturn string
function script.text(entries, before)
    local out = {HEAD:format(script.MARK, core.version)}
    beginning(before, out)
    out[#out + 1] = HELPERS
    local width
    local steps = counts_steps(entries)
    for _, entry in ipairs(entries) do
        if entry.width > 0 and entry.width ~= width then
            width = entry.width
            out[#out + 1] = ("set.width(%d)"):format(width)
        end
        if steps then
            out[#out + 1] = "undo.entry()"
        end
        out[#out + 1] = script.entry(entry)
        expectations(entry, out)
    end
    return table.concat(out, "\n") .. "\n"
end

return script
