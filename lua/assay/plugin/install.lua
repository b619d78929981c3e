--- install and update: fetch, choose, show, ask, commit. One transaction; what
-- fails on the way leaves everything as it was.
local core = require "assay.core"
local choose = require "assay.plugin.choose"
local consent = require "assay.plugin.consent"
local fetch = require "assay.plugin.fetch"
local plan = require "assay.plugin.plan"
local present = require "assay.plugin.present"
local result = require "assay.plugin.result"
local source = require "assay.plugin.source"
local text = require "assay.plugin.text"

local install = {}

--- A transaction; where another one is under way, its end is waited for.
local function begin()
    local txn, why = core.store.begin()
    if not txn and tostring(why):find("another assay", 1, true) then
        io.stderr:write("assay: ", core.clean(why), "\n")
        txn, why = core.store.begin {wait = true}
    end
    return assert(txn, why)
end

--- Run body(txn) in a transaction that is given up unless body commits it.
function install.within(body)
    local txn = begin()
    local good, value = pcall(body, txn)
    txn:close()
    if not good then
        error(value, 0)
    end
    return value
end

--- The state becomes this one, but for --dry-run.
function install.commit(txn, state, opts)
    if not opts.dry_run then
        assert(txn:commit(state))
    end
end

-- ---- names that may not be taken --------------------------------------------

local function check_name(all, name)
    for _, item in ipairs(all.list) do
        if item.name == name and item.from == "bundled" then
            error(("%s: shadows a bundled plugin: its author must give it another name"):format(name), 0)
        elseif item.name == name and not item.entry then
            error(("%s: you have a plugin of that name in %s, which would hide it: move that away first")
                :format(name, text.clean(item.dir)), 0)
        end
    end
    local item = present.installed(all, name)
    if item and item.entry.pinned then
        error(("%s is pinned to %s: `assay plugin unpin %s' first"):format(name, item.entry.version, name), 0)
    end
end

-- ---- what to choose from ----------------------------------------------------

local function add_root(job, name, range)
    local ask = job.ask
    ask.roots[#ask.roots + 1] = {name = name, range = range, by = "you"}
    ask.fresh[name] = true
    job.named[name] = true
    if job.opts.to then
        ask.early[name] = true
        ask.floor[name] = nil
    end
end

--- A name: an index is asked.
local function add_name(job, src)
    check_name(job.all, src.name)
    add_root(job, src.name, job.opts.to and "=" .. job.opts.to or src.range)
    job.ask.anywhere[src.name] = true
    job.ask.present[src.name] = not job.opts.to and job.ask.present[src.name] or nil
end

--- A folder, file or repository: it is the one release of its name.
local function add_source(job, src)
    if job.opts.to and src.kind == "git" and not src.ref then
        src = fetch.newer(src, job.opts)
    end
    local staged = fetch.source(job.txn, src, job.opts)
    check_name(job.all, staged.name)
    if job.ask.fixed[staged.name] then
        error(("%s: named twice"):format(staged.name), 0)
    end
    add_root(job, staged.name, job.opts.to and "=" .. job.opts.to or nil)
    job.ask.fixed[staged.name] = choose.staged(staged)
    job.ask.early[staged.name] = true
end

--- An installed plugin at its newest version. False: it is that already.
local function add_newer(job, item)
    local name, entry = item.name, item.entry
    local src, why = source.known(entry.source)
    if not src then
        error(why, 0)
    elseif src.kind == "index" then
        add_root(job, name, job.opts.to and "=" .. job.opts.to or nil)
        if job.opts.to then
            job.ask.present[name] = nil
        end
        return
    end
    local staged = fetch.source(job.txn, fetch.newer(src, job.opts), job.opts)
    if staged.name ~= name then
        error(("%s: now has a plugin called %s: install that, remove %s"):format(
            text.clean(entry.source), staged.name, name), 0)
    end
    add_root(job, name, job.opts.to and "=" .. job.opts.to or nil)
    job.ask.early[name] = true
    if staged.tree ~= entry.tree or not job.ask.present[name] then
        local release = choose.staged(staged)
        job.ask.offered[name] = {release}
        if staged.version == entry.version or job.opts.to then
            job.ask.present[name] = nil
        end
    else
        job.ask.offered[name] = {}
    end
end

-- ---- from the choice to the changes -----------------------------------------

--- Bring in what was chosen from indexes.
local function fetch_chosen(job, choice)
    for _, name in ipairs(choice.order) do
        local release = choice.chosen[name]
        if not release.there and not release.staged then
            check_name(job.all, name)
            release.staged = fetch.release(job.txn, release, job.opts)
        end
    end
end

--- A plugin that is switched off does nobody any good who requires it.
local function check_off(job, changes)
    for _, c in ipairs(changes) do
        for _, need in ipairs(c.staged and c.staged.manifest.requires or {}) do
            if job.ask.off[need.name] then
                error(("%s requires %s, which is switched off: `assay plugin enable %s' first"):format(
                    text.named(c.staged), need.name, need.name), 0)
            end
        end
    end
end

local function entries_of(all)
    local out = {}
    for _, entry in ipairs(all.state.plugins) do
        out[entry.name] = entry
    end
    return out
end

local function changes_of(job, choice)
    local was = entries_of(job.all)
    for name, release in pairs(choice.chosen) do
        if release.staged then
            release.staged.repair = job.edited[name]
        end
    end
    local changes = plan.changes(choice, was, job.ask.present, core.store.version_compare)
    for _, c in ipairs(changes) do
        local item = present.installed(job.all, c.name)
        c.old_manifest = item and item.manifest
    end
    return changes
end

-- ---- what is told -----------------------------------------------------------

local DONE = {install = "installed %s", update = "updated %s", downgrade = "went back to %s",
              replace = "replaced %s", repair = "brought back the files of %s",
              same = "%s is installed already", remove = "removed %s"}

--- A change as data.
local function row_of(c, grants)
    local s, from = c.staged, c.old and c.old.version
    if not s then
        return {name = c.name, what = c.what, version = from}
    end
    local caps = {}
    for i, cap in ipairs(s.manifest.capabilities or {}) do
        caps[i] = {name = cap.name, reason = cap.reason, folder = cap.folder, granted = false}
        for _, grant in ipairs(grants or {}) do
            if grant.name == cap.name then
                caps[i].granted, caps[i].folder = true, grant.folder
            end
        end
    end
    return {name = c.name, what = c.what, version = s.version, from = from, source = s.source,
            commit = s.commit, tree = s.tree, license = s.manifest.license,
            signer = s.signature and {key = s.signature.key, id = s.signature.id,
                                      known = s.signature.known},
            index = s.index, because = c.because, capabilities = caps}
end

local function passed_lines(passed)
    local names, out = {}, {}
    for name, list in pairs(passed) do
        if #list > 0 then
            names[#names + 1] = name
        end
    end
    table.sort(names)
    for _, name in ipairs(names) do
        for _, p in ipairs(passed[name]) do
            out[#out + 1] = ("  %s %s: %s"):format(text.clean(name), text.clean(p.version),
                text.clean(p.why))
        end
    end
    return out
end

local function report(job, changes, choice, grants)
    local data = {changes = {}, passed = choice.passed, notes = job.notes,
                  dry_run = job.opts.dry_run or false}
    for i, c in ipairs(changes) do
        data.changes[i] = row_of(c, grants and grants[c.name])
    end
    return result.new(data, function()
        local out = {}
        for _, c in ipairs(changes) do
            out[#out + 1] = job.opts.dry_run and consent.describe(c)
                or DONE[c.what]:format(text.named(c.staged or c.old))
        end
        table.move(job.notes, 1, #job.notes, #out + 1, out)
        if #out == 0 then
            out[1] = job.nothing
        end
        local over = passed_lines(choice.passed)
        if #over > 0 and (job.opts.dry_run or #changes == 0) then
            out[#out + 1] = "passed over:\n" .. table.concat(over, "\n")
        end
        return result.lines(out, job.opts)
    end)
end

--- Where the user reads it, and --json does not.
local function say(opts, line)
    if opts.json then
        io.stderr:write(core.clean(line, "lines"), "\n")
    else
        print(line)
        io.stdout:flush()
    end
end

local function is_work(changes)
    for _, c in ipairs(changes) do
        if c.what ~= "same" then
            return true
        end
    end
    return false
end

--- Show, ask; grants by name, or nil: the user said no.
local function agree(job, changes)
    for _, c in ipairs(changes) do
        say(job.opts, consent.describe(c))
    end
    for _, c in ipairs(changes) do
        consent.signer(c, job.opts, core.store.ask)
    end
    if not consent.go(changes, job.opts, core.store.ask, job.verb) then
        return nil
    end
    return consent.grants(changes, job.opts, core.store.ask)
end

--- What was named, and is the newest that fits already.
local function note_there(job, choice)
    for _, name in ipairs(choice.order) do
        local release = choice.chosen[name]
        if job.by_name[name] and release.there then
            job.notes[#job.notes + 1] = ("%s is installed, and nothing newer fits"):format(text.named(release))
        end
    end
end

--- Wanted from now on, whether it came now or was there; pinned, if so asked.
local function mark(job, state)
    for name in pairs(job.named) do
        state = plan.with(state, name, function(entry)
            entry.wanted = job.want or entry.wanted
            if job.opts.pin then
                entry.pinned = true
            end
        end)
    end
    return state
end

local function finish(job)
    local choice = assert(choose.run(job.ask, job.all))
    fetch_chosen(job, choice)
    local changes = changes_of(job, choice)
    check_off(job, changes)
    note_there(job, choice)
    if job.opts.dry_run then
        return report(job, changes, choice)
    end
    local grants = {}
    if is_work(changes) then
        grants = agree(job, changes)
        if not grants then
            return result.fail(report(job, {}, choice), "nothing was changed")
        end
    end
    local marks, real = {}, {}
    for _, c in ipairs(changes) do
        marks[c.name] = {grants = grants[c.name]}
        if c.what ~= "same" then
            real[#real + 1] = c
        end
    end
    local state = mark(job, plan.state(job.all.state, real, marks))
    install.commit(job.txn, state, job.opts)
    return report(job, changes, choice, grants)
end

local function job_of(txn, opts, fields)
    local all = present.read()
    local job = {txn = txn, opts = opts, all = all, named = {}, by_name = {}, notes = {}, edited = {},
                 ask = choose.input(all, opts)}
    for key, value in pairs(fields) do
        job[key] = value
    end
    for _, item in ipairs(all.list) do
        job.edited[item.name] = job.edited[item.name] or item.entry and not job.ask.present[item.name]
    end
    return job
end

-- ---- the commands -----------------------------------------------------------

--- install SOURCE...
function install.install(words, opts)
    local sources = {}
    if (opts.ref or opts.to) and #words > 1 then
        error((opts.ref and "--ref" or "--to") .. " is for one plugin at a time", 0)
    end
    for i, word in ipairs(words) do
        local src = assert(source.read(word, opts.ref))
        sources[i] = src
    end
    return install.within(function(txn)
        local job = job_of(txn, opts, {verb = "install", want = true, nothing = "nothing to install"})
        for _, src in ipairs(sources) do
            job.by_name[src.name or ""] = true
            ;(src.kind == "index" and add_name or add_source)(job, src)
        end
        return finish(job)
    end)
end

--- The installed plugins that are meant; all that are not pinned without names.
local function targets(job, words)
    local out = {}
    for _, name in ipairs(words) do
        local item = present.installed(job.all, name)
        if not item then
            error(("%s is not installed; `assay plugin list' has what there is"):format(text.clean(name)), 0)
        elseif item.entry.pinned and not job.opts.pin then
            error(("%s is pinned to %s: `assay plugin unpin %s' first"):format(name, item.entry.version,
                name), 0)
        end
        out[#out + 1] = item
    end
    for _, entry in ipairs(#words == 0 and job.all.state.plugins or {}) do
        if entry.pinned then
            job.notes[#job.notes + 1] = ("%s stays at %s: it is pinned"):format(entry.name, entry.version)
        else
            out[#out + 1] = present.installed(job.all, entry.name)
        end
    end
    return out
end

--- update [NAME...]
function install.update(words, opts)
    if opts.to and #words ~= 1 then
        error("--to is for one plugin at a time: name it", 0)
    end
    return install.within(function(txn)
        local job = job_of(txn, opts, {verb = "update", nothing = "everything is up to date"})
        for _, item in ipairs(targets(job, words)) do
            if job.opts.pin then
                job.ask.fixed[item.name] = nil
            end
            job.by_name[item.name] = #words > 0
            local good, why = pcall(add_newer, job, item)
            if not good and (#words > 0 or type(why) ~= "string") then
                error(why, 0)
            elseif not good then
                job.notes[#job.notes + 1] = ("%s stays at %s: %s"):format(item.name, item.version, why)
                job.failed = (job.failed or 0) + 1
            end
        end
        local done = finish(job)
        return job.failed and not result.failure(done)
            and result.fail(done, text.counted(job.failed, "plugin") .. " could not be looked at") or done
    end)
end

return install
