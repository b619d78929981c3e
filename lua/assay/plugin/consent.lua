--- What the user is shown of a change, and asked. Nothing is granted that the
-- user did not grant; --yes answers no question about capabilities.
local core = require "assay.core"
local text = require "assay.plugin.text"

local consent = {}

local WHAT = {
    read = "read files beneath %s",
    write = "make files, and add to files, beneath %s",
}

-- ---- showing ----------------------------------------------------------------

--- "read files beneath /lists"
function consent.words(cap, folder)
    return (WHAT[cap.name] or text.clean(cap.name) .. ": %s"):gsub("%%s",
        function() return text.clean(folder or cap.folder or "a folder") end)
end

local function adds(staged)
    local m = staged.manifest
    local parts, lists, kinds = {}, {}, {}
    for i, kind in ipairs(m.kinds or {}) do
        kinds[i] = text.clean(kind.name)
    end
    for i, gaz in ipairs(m.gazetteers or {}) do
        local label = gaz.label and " (" .. text.clean(gaz.label) .. ")" or ""
        lists[i] = text.clean(gaz.name) .. label
    end
    if #kinds > 0 then
        parts[1] = "records " .. table.concat(kinds, ", ")
    end
    if #lists > 0 then
        parts[#parts + 1] = "lists " .. table.concat(lists, ", ")
    end
    if #(m.rules or {}) > 0 then
        parts[#parts + 1] = "rules in " .. text.counted(#m.rules, "file")
    end
    if #(m.models or {}) > 0 then
        parts[#parts + 1] = text.counted(#m.models, "model")
    end
    if staged.code then
        parts[#parts + 1] = "code (in the sandbox)"
    end
    return table.concat(parts, "; ")
end

local HEAD = {
    install = "install %s", update = "update %s", downgrade = "go back to %s",
    replace = "replace %s", repair = "bring back the files of %s", remove = "remove %s",
    same = "%s is installed already",
}

local function head(c)
    local line = HEAD[c.what]:format(text.named(c.staged or c.old))
    if c.what == "update" or c.what == "downgrade" then
        line = line .. ", from " .. text.clean(c.old.version)
    elseif c.what == "replace" then
        line = line .. ": the same version, other files"
    elseif c.what == "remove" then
        line = line .. ": nothing requires it any more"
    end
    if #c.because > 0 then
        line = line .. " (required by " .. text.clean(table.concat(c.because, ", ")) .. ")"
    end
    return line
end

--- One change, as text of some lines.
function consent.describe(c)
    if not c.staged or c.what == "same" then
        return head(c)
    end
    local s, m = c.staged, c.staged.manifest
    local rows = {
        {"summary", m.summary}, {"source", s.source}, {"index", s.index},
        {"commit", text.short(s.commit)}, {"tree", text.short(s.tree)},
        {"signer", text.signer(s.signature)}, {"license", m.license},
        {"adds", adds(s)}, {"requires", text.needs(m.requires)},
    }
    for i, cap in ipairs(m.capabilities or {}) do
        rows[#rows + 1] = {i == 1 and "asks to" or "",
            ("%s: \"%s\""):format(consent.words(cap), text.clean(cap.reason))}
    end
    return head(c) .. "\n" .. text.lines(rows, 2)
end

-- ---- capabilities -----------------------------------------------------------

local function by_name(list)
    local out = {}
    for _, item in ipairs(list or {}) do
        out[item.name] = item
    end
    return out
end

--- Is this capability, reason and folder what the installed version has?
local function asked_before(cap, old_caps)
    local old = old_caps[cap.name]
    return old ~= nil and old.reason == cap.reason and old.folder == cap.folder
end

--- Capabilities that the user must decide on, and grants that stay.
-- @tparam table c a change; c.old_manifest is that of c.old, if there is one
function consent.open(c)
    local old_caps = by_name(c.old_manifest and c.old_manifest.capabilities)
    local grants = by_name(c.old and c.old.grants)
    local open, kept = {}, {}
    for _, cap in ipairs(c.staged.manifest.capabilities or {}) do
        if not asked_before(cap, old_caps) then
            open[#open + 1] = cap
        elseif grants[cap.name] then
            kept[#kept + 1] = grants[cap.name]
        end
    end
    return open, kept
end

--- "read=/lists" or "tolls:read=/lists" as {plugin=, name=, folder=}.
local function read_flag(flag)
    local plugin, rest = flag:match("^([a-z][a-z0-9-]*):(.*)$")
    local name, folder = (rest or flag):match("^([^=]*)=(.*)$")
    return {plugin = plugin, name = name or rest or flag, folder = folder, flag = flag}
end

--- The flags by the capability that they mean: those that mean none, or more
-- than one, are a mistake.
local function flags_of(opts, all_open)
    local out = {}
    for _, given in ipairs(opts.grant or {}) do
        local flag, hits = read_flag(given), {}
        for _, o in ipairs(all_open) do
            if o.cap.name == flag.name and (not flag.plugin or flag.plugin == o.plugin) then
                hits[#hits + 1] = o
            end
        end
        if #hits == 0 then
            error(("--grant=%s: no plugin asks for \"%s\" here"):format(text.clean(given),
                text.clean(flag.name)), 0)
        elseif #hits > 1 then
            error(("--grant=%s: %s and %s ask for it: say which, as in --grant=%s:%s"):format(
                text.clean(given), hits[1].plugin, hits[2].plugin, hits[1].plugin,
                text.clean(given)), 0)
        end
        out[hits[1]] = flag
    end
    return out
end

--- The folder that a grant names: absolute, there, without links.
local function folder_of(folder, o)
    if not folder or folder == "" then
        error(("%s: names no folder for \"%s\": write --grant=%s=FOLDER"):format(o.plugin,
            o.cap.name, o.cap.name), 0)
    end
    local path = core.paths.home(folder)
    local real = core.paths.real(path)
    if not real or core.paths.kind(real) ~= "folder" then
        error(("%s: there is no folder %s: make it, or name another with --grant=%s=FOLDER"):format(
            o.plugin, text.clean(path), o.cap.name), 0)
    end
    return real
end

local function is_yes(answer)
    return answer ~= nil and answer:match("^%s*[yY][eE]?[sS]?%s*$") ~= nil
end

--- Ask for one capability: a folder, false (refused), nil (nobody to ask).
local function ask_one(o, ask)
    if not o.cap.folder then
        local folder = ask(("%s: let it %s? Which one? [none] "):format(o.plugin, consent.words(o.cap)))
        return folder and folder:match("%S") and folder_of(folder:match("^%s*(.-)%s*$"), o)
            or folder and false
    end
    local answer = ask(("%s: let it %s? [y/N] "):format(o.plugin, consent.words(o.cap)))
    if answer == nil then
        return nil
    end
    return is_yes(answer) and folder_of(o.cap.folder, o)
end

local function nobody_to_ask(o)
    error(("%s: asks to %s, and there is no terminal to ask you at: write --grant=%s%s, or --no-grants to "
        .. "go on without"):format(o.plugin, consent.words(o.cap), o.cap.name,
        o.cap.folder and "" or "=FOLDER"), 0)
end

--- Decide on all capabilities of the changes: name -> grants. Raises where
-- nobody can be asked.
function consent.grants(changes, opts, ask)
    local out, all_open = {}, {}
    for _, c in ipairs(changes) do
        if c.staged then
            local open, kept = consent.open(c)
            out[c.name] = kept
            for _, cap in ipairs(open) do
                all_open[#all_open + 1] = {plugin = c.name, cap = cap}
            end
        end
    end
    local flags = flags_of(opts, all_open)
    for _, o in ipairs(all_open) do
        local folder = false
        if flags[o] then
            folder = folder_of(flags[o].folder or o.cap.folder, o)
        elseif not opts.no_grants then
            folder = ask_one(o, ask)
            if folder == nil then
                nobody_to_ask(o)
            end
        end
        if folder then
            table.insert(out[o.plugin], {name = o.cap.name, folder = folder})
        end
    end
    return out
end

-- ---- the signer -------------------------------------------------------------

--- A plugin that was signed must stay signed by the same key, or the user says
-- that the new one is right: raises if not.
function consent.signer(c, opts, ask)
    local had = c.old and c.old.signer
    local signature = c.staged and c.staged.signature
    if not had or signature and signature.key == had then
        return
    end
    local id = signature and signature.id or "none"
    if opts.signer and opts.signer:lower() == id:lower() then
        return
    end
    local now = signature and "signed by " .. text.signer(signature) or "not signed"
    local line = ("%s: %s, and the installed %s was signed by another key (%s)"):format(c.name, now,
        text.clean(c.old.version), text.clean(had))
    local answer = not opts.signer and ask(line .. ": take it all the same? [y/N] ") or nil
    if not is_yes(answer) then
        error(line .. ": ask its author why; --signer=" .. id .. " takes it", 0)
    end
end

--- The flags that would have answered what nobody can be asked.
local function flags_wanted(changes, opts)
    local out = {"--yes"}
    for _, c in ipairs(changes) do
        for _, cap in ipairs(c.staged and not opts.no_grants and consent.open(c) or {}) do
            out[#out + 1] = ("--grant=%s%s or --no-grants"):format(cap.name,
                cap.folder and "" or "=FOLDER")
        end
    end
    return table.concat(out, ", ")
end

--- May it be done? True, or false: the user said no; raises if nobody can be
-- asked. `verb` is the question.
function consent.go(changes, opts, ask, verb)
    if opts.yes then
        return true
    end
    local answer = ask(verb .. "? [y/N] ")
    if answer == nil then
        error(("nothing was changed: there is no terminal to ask you at: write %s (--dry-run only shows this)")
            :format(flags_wanted(changes, opts)), 0)
    end
    return is_yes(answer)
end

return consent
