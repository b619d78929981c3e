--- Commands about the session's own rules: made, tried, changed and saved at
-- the prompt. lua/assay/rules/work.lua applies them.
local core = require "assay.core"
local editor = require "assay.editor"
local files = require "assay.files"
local grid = require "assay.table"
local options = require "assay.options"
local rulefile = require "assay.rules.file"
local rulework = require "assay.rules.work"
local saving = require "assay.save"
local session = require "assay.session"

-- ---- what is given ------------------------------------------------------------

--- A rule from a table, or a name and a pattern; copied. Level 3 is the
-- caller's line.
local function rule_of(name, pattern, command)
    if type(name) == "table" and getmetatable(name) == nil then
        local copy = {}
        for key, value in pairs(name) do
            copy[key] = value
        end
        name, pattern = copy.name, copy
    elseif type(pattern) == "table" and getmetatable(pattern) == nil then
        local copy = {}
        for key, value in pairs(pattern) do
            copy[key] = value
        end
        pattern = copy
    else
        pattern = {pattern = pattern}
    end
    if type(name) ~= "string" or name == "" then
        error(('%s: name must be a string (got %s); %s("name", "pattern")')
            :format(command, core.type(name), command), 3)
    end
    pattern.name = name
    return pattern
end

--- The label that a rule without one gets: its name, with a capital.
local function with_label(rule)
    if rule.label == nil then
        rule.label = rule.name:gsub("^%l", string.upper):gsub("[^%w_]", "_")
    end
    return rule
end

--- The rule of that name and its place, or the caller's error.
local function the_rule(name, command)
    if type(name) ~= "string" then
        error(("%s: name must be a string (got %s)"):format(command,
            core.type(name)), 3)
    end
    local rule, at = rulework.find(name)
    if not rule then
        local names = rulework.names()
        error(('%s: there is no rule "%s"%s'):format(command, core.clean(name),
            #names == 0 and '; rules.add("name", "pattern") makes one'
            or options.hint(name, names)), 3)
    end
    return rule, at
end

-- ---- what is shown ------------------------------------------------------------

local function several(rows, key)
    for i = 2, #rows do
        if rows[i][key] ~= rows[1][key] then
            return true
        end
    end
    return false
end

--- Hits gained and lost, in context.
local function shown(rows, empty)
    local columns = {}
    if rows.lost > 0 then
        columns[1] = "what"
    end
    if several(rows, "doc") then
        columns[#columns + 1] = "doc"
    end
    columns[#columns + 1] = {key = "sentence", title = "sent"}
    if several(rows, "rule") then
        columns[#columns + 1] = "rule"
    end
    columns[#columns + 1] = {key = "left", align = "right", cut = "left"}
    columns[#columns + 1] = {key = "text", paint = "bold"}
    columns[#columns + 1] = {key = "right", cut = "right"}
    return grid.new(rows, columns, empty)
end

--- Apply a state that compiled and show what came of it; level 3 is the
-- caller's line.
local function changed(state, why, what, command)
    if not state then
        error(("%s: %s"):format(command, why), 3)
    end
    local rows, failed = rulework.change(state, what)
    if not rows then
        error(("%s: %s"):format(command, tostring(failed)), 3)
    end
    return shown(rows, rows.same > 0
        and ("no difference: %d hits as before"):format(rows.same)
        or "no hit in the open documents")
end

-- ---- the commands --------------------------------------------------------------

local function examples_of(rule)
    local e = rule.examples or {}
    return #(e.match or {}) + #(e.no_match or {})
end

--- rules: those of the session.
local function list()
    rulework.sync()
    local hits, docs = {}, {}
    for _, doc in ipairs(session.opened()) do
        local seen = {}
        for _, span in ipairs(rulework.hits(doc)) do
            hits[span.rule] = (hits[span.rule] or 0) + 1
            if not seen[span.rule] then
                seen[span.rule] = true
                docs[span.rule] = (docs[span.rule] or 0) + 1
            end
        end
    end
    local state, rows = rulework.now(), {}
    local known = state.set and state.set:list() or {}
    for i, rule in ipairs(state.rules) do
        rows[i] = {name = rule.name, label = rule.label,
                   kind = known[i] and known[i].kind, hits = hits[rule.name]
                   or 0, docs = docs[rule.name] or 0,
                   examples = examples_of(rule),
                   pattern = rule.pattern or rule.frame and "frame: "
                   .. tostring(rule.frame.trigger)}
    end
    return grid.new(rows, {"name", "label", "kind", "hits", "docs", "examples",
        {key = "pattern", cut = "right"}},
        'no rule of your own; rules.add("name", "pattern") makes one')
end

--- rules.add("name", "pattern") or rules.add{name=, ...}.
local function add(name, pattern)
    local rule = with_label(rule_of(name, pattern, "rules.add"))
    if rulework.find(rule.name) then
        error(('rules.add: there is a rule "%s" already; rules.edit("%s", '
            .. '{pattern = "..."}) changes it'):format(core.clean(rule.name),
            core.clean(rule.name)), 2)
    end
    local state, why = rulework.state(rulework.with(rule))
    local rows = changed(state, why, "rules.add " .. rule.name, "rules.add") -- no tail call: levels of errors
    return rows
end

--- A copy of a rule with other keys; false takes one away.
local function merged(rule, changes)
    local copy = {}
    for key, value in pairs(rule) do
        copy[key] = value
    end
    for key, value in pairs(changes) do
        copy[key] = value or nil
    end
    if changes.pattern then
        copy.frame = changes.frame or nil
    elseif changes.frame then
        copy.pattern = nil
    end
    return copy
end

local HEAD = "# Save and leave the editor to try the rule; leave the file as it"
    .. " is to change nothing.\n"

--- The rule as the user left it in the editor, and the state with it.
local function edited(rule, at)
    local text, why = rulefile.text{rules = {rule}}
    if not text then
        return nil, why
    end
    return editor.edit(rule.name:gsub("[^%w_-]", "_") .. ".yaml", HEAD .. text,
        function(path)
            local data, fault = core.rules.data(path)
            if not data then
                return nil, fault
            elseif #data.rules ~= 1 then
                return nil, ("%d rules: one is wanted"):format(#data.rules)
            end
            local new = data.rules[1]
            local _, other = rulework.find(new.name)
            if other and other ~= at then
                return nil, ('there is a rule "%s" already'):format(new.name)
            end
            return rulework.state(rulework.with(new, at))
        end)
end

--- rules.edit("name", {pattern = ...}), or with the name alone the editor.
local function edit(name, changes)
    local rule, at = the_rule(name, "rules.edit")
    local state, why
    if changes == nil then
        state, why = edited(rule, at)
    elseif type(changes) == "string" then
        changes = {pattern = changes}
    elseif type(changes) ~= "table" then
        error(("rules.edit: changes must be a table such as {pattern = \"...\"}"
            .. " (got %s)"):format(core.type(changes)), 2)
    end
    if changes then
        local new = merged(rule, changes)
        if new.name ~= name and rulework.find(new.name) then
            error(('rules.edit: there is a rule "%s" already'):format(
                core.clean(tostring(new.name))), 2)
        end
        state, why = rulework.state(rulework.with(new, at))
    end
    local rows = changed(state, why, "rules.edit " .. name, "rules.edit") -- no tail call: levels of errors
    return rows
end

--- rules.try("pattern" or {name=, ...} [, docs]): nothing is kept.
local function try(what, docs)
    local rule
    if type(what) == "string" then
        rule = {name = "try", label = "Try", pattern = what}
    elseif type(what) == "table" and getmetatable(what) == nil then
        rule = merged({name = "try"}, what)
    else
        error(("rules.try: a pattern or a rule is wanted (got %s)"):format(
            core.type(what)), 2)
    end
    local former, at = rulework.find(rule.name)
    rule = with_label(former and merged(former, rule) or rule)
    docs = session.the_docs(docs, "rules.try")
    local state, why = rulework.state(rulework.with(rule, at))
    if not state then
        error("rules.try: " .. why, 2)
    end
    local rows = rulework.try(state, docs)
    return shown(rows, former and ("no difference: %d hits as before"):format(
        rows.same) or "no hit")
end

--- rules.remove("name").
local function remove(name)
    local _, at = the_rule(name, "rules.remove")
    local state, why = rulework.state(rulework.without(at))
    local rows = changed(state, why, "rules.remove " .. name, "rules.remove") -- no tail call: levels of errors
    return rows
end

--- rules.save("file.yaml" [, {overwrite = true}]).
local function save(path, given)
    if type(path) ~= "string" or path == "" then
        error(('rules.save: which file? rules.save("rules.yaml") (got %s)')
            :format(core.type(path)), 2)
    end
    local o = options.read(given, {overwrite = "boolean"}, "rules.save")
    path = core.paths.home(path)
    local text, why = rulefile.text(rulework.now())
    if not text then
        error("rules.save: " .. why, 2)
    end
    local bytes, failed = files.write(path, coroutine.wrap(function()
        coroutine.yield(text)
    end), o.overwrite)
    if not bytes then
        error("rules.save: " .. failed, 2)
    end
    return path ~= "-" and saving.told{path = path, bytes = bytes,
        count = #rulework.now().rules, what = "rule", format = "yaml"} or nil
end

--- Lists put together; what is named alike is replaced, or an error.
local function joined(old, new, replace, what)
    local out, at = {}, {}
    for i, item in ipairs(old) do
        out[i], at[item.name] = item, i
    end
    for _, item in ipairs(new) do
        if at[item.name] and not replace then
            return nil, ('there is a %s "%s" already; {replace = true} puts '
                .. "that of the file in its place"):format(what,
                core.clean(item.name))
        end
        at[item.name] = at[item.name] or #out + 1
        out[at[item.name]] = item
    end
    return out
end

--- Functions in the place of the names that rules have under `do`.
local function with_functions(rules, functions)
    for _, rule in ipairs(rules) do
        local name = rule["do"]
        if name then
            if type(functions) ~= "table" or type(functions[name]) ~= "function"
                then
                return nil, ('rule "%s" calls %s under `do`: give it as '
                    .. "{functions = {%s = ...}}"):format(core.clean(rule.name),
                    core.clean(name), core.clean(name))
            end
            rule["do"] = functions[name]
        end
    end
    return rules
end

--- The state with what a file has besides, or nil and why not.
local function loaded(path, o)
    local data, why = core.rules.data(path)
    if not data then
        return nil, why
    end
    local now, with = rulework.now(), {}
    local rules, problem = with_functions(data.rules, o.functions)
    for _, key in ipairs {"macros", "gazetteers"} do
        if rules then
            with[key], problem = joined(now[key], data[key], o.replace,
                key:gsub("s$", ""))
            rules = with[key] and rules
        end
    end
    if rules then
        rules, problem = joined(now.rules, rules, o.replace, "rule")
    end
    if not rules then
        return nil, path .. ": " .. problem
    end
    return rulework.state(rules, with)
end

--- rules.load("file.yaml" [, options]): those of a file besides the others.
local function load(path, given)
    if type(path) ~= "string" then
        error(("rules.load: path must be a string (got %s)"):format(
            core.type(path)), 2)
    end
    local o = options.read(given, {replace = "boolean", functions = "table"},
        "rules.load")
    path = core.paths.home(path)
    local state, why = loaded(path, o)
    local rows = changed(state, why, "rules.load " .. path, "rules.load") -- no tail call: levels of errors
    return rows
end

return {rules = list, ["rules.add"] = add, ["rules.edit"] = edit, ["rules.try"] = try,
        ["rules.remove"] = remove, ["rules.save"] = save, ["rules.load"] = load}
