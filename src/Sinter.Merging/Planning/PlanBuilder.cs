using System.Collections.Immutable;
using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Makes the plan of one bound recipe.</summary>
internal sealed class PlanBuilder
{
    private readonly Recipe _recipe;
    private readonly BoundRecipe _bound;
    private readonly MergeMethod _method;
    private readonly CheckpointPool _pool;
    private readonly PlanningOptions _options;
    private readonly RecipeProblems _problems;
    private readonly GroupBuilder _groups;
    private readonly SettingsResolver _settings;
    private readonly SettingsResolver[] _transformSettings;
    private readonly List<string> _notes;

    public PlanBuilder(BoundRecipe bound, CheckpointPool pool, PlanningOptions options, RecipeProblems problems)
    {
        (_bound, _recipe, _method, _pool, _options, _problems) = (bound, bound.Recipe, bound.Method, pool, options, problems);
        _groups = new GroupBuilder(_method, pool, _recipe, problems);
        _settings = new SettingsResolver(_method.Declaration, _recipe.Position, problems);
        _transformSettings = [.. bound.Transforms.Select(entry => new SettingsResolver(entry.Transform.Declaration, _recipe.Position, problems))];
        _notes = [.. bound.Notes];
    }

    /// <summary>The plan; null, with problems noted, when there is none.</summary>
    public MergePlan? Build()
    {
        var outputType = OutputType.Of(_recipe, _problems);
        CheckChatTemplate();
        var origin = _recipe.BaseModel is { } reference ? _pool.Open(reference) : null;
        var towers = Towers();
        if (_problems.Any || towers is null) return null;
        var groups = towers.SelectMany(static tower => tower.Groups).ToList();
        var names = ModelNames(groups);
        var settings = TopSettings(groups, names.Count);
        CheckScope(groups, settings);

        var configuration = ConfigurationPath(towers[0].Groups[0], origin);
        var editor = ConfigurationEditor.Open(configuration);
        var report = new MismatchReport(_recipe, _problems);
        var matcher = new TensorMatcher(_recipe.OnMismatch, outputType.Type, _pool, report);
        var tensors = PlanTensors(towers, matcher, editor);
        report.Tell();
        if (_problems.Any) return null;
        CheckTensors(tensors);
        if (_problems.Any) return null;

        if (outputType.TorchName is { } torchName) editor.SetType(torchName);
        foreach (var (_, before, after) in matcher.Cut) editor.SetVocabulary(before, after);
        AddNotes(matcher);
        return new MergePlan
        {
            Method = _method,
            Transforms = [.. _bound.Transforms.Select(static entry => entry.Transform)],
            Tensors = tensors,
            Base = origin,
            ModelNames = names,
            Checkpoints = _pool.All,
            Borrowed = _pool.Borrowed,
            CheckpointNames = _pool.Names,
            ConfigurationPath = configuration,
            TokenizerPath = _recipe.TokenizerSource is { } tokenizer ? _pool.FolderOf(tokenizer) : null,
            ConfigurationEdits = editor.Edits,
            Skipped = matcher.Skipped,
            Seed = _options.Seed ?? _recipe.Seed ?? 0,
            Random = RandomRule.Decide(_recipe, _method),
            RecipeText = _recipe.Text,
            Notes = _notes,
            Settings = settings,
            TransformSettings =
            [
                .. _transformSettings.Select((resolver, index) => resolver.ResolveTop(null, [_bound.Transforms[index].Parameters], names.Count)),
            ],
        };
    }

    private void CheckChatTemplate()
    {
        if (_recipe.ChatTemplate is not (null or "auto"))
            _problems.Add(RecipeError.NotSupported, _recipe.Position with { Line = 0 },
                "chat_template: only auto, which keeps the base's, is supported yet; remove the key and edit the output's tokenizer_config.json.");
    }

    private List<Tower>? Towers()
    {
        if (_recipe.Modules.Length == 0)
        {
            var groups = Groups(_recipe.Models, _recipe.Slices, null);
            return groups is null ? null : [new Tower(null, static _ => true, groups, _recipe.Slices.Length > 0)];
        }

        var ownership = new TowerOwnership(_recipe.Modules);
        var towers = new List<Tower>();
        foreach (var module in _recipe.Modules)
        {
            if (Groups(module.Models, module.Slices, module) is { } groups)
                towers.Add(new Tower(module.Name, name => ReferenceEquals(ownership.OwnerOf(name), module), groups, module.Slices.Length > 0));
        }

        if (towers.Count < _recipe.Modules.Length) return null;
        CheckOwners(ownership, towers);
        return towers;
    }

    private List<ModelGroup>? Groups(ImmutableArray<RecipeModel> models, ImmutableArray<RecipeSlice> slices, RecipeModule? module)
    {
        ParameterSet[] outer = module is null ? [_recipe.Parameters] : [module.Parameters, _recipe.Parameters];
        var built = slices.Length == 0
            ? [_groups.Build(models, null, outer, module?.Position ?? _recipe.Position)]
            : slices.Select(slice => _groups.Build(slice.Sources, slice.BaseModel, [slice.Parameters, .. outer], slice.Position)).ToList();
        return built.Exists(static group => group is null) ? null : [.. built.OfType<ModelGroup>()];
    }

    private void CheckOwners(TowerOwnership ownership, List<Tower> towers)
    {
        var names = towers[0].Groups[0].Reference.Checkpoint.Tensors.Select(static tensor => tensor.Name);
        var orphans = names.Where(name => ownership.OwnerOf(name) is null).ToList();
        if (orphans.Count == 0) return;
        _problems.Add(
            RecipeError.Invalid,
            _recipe.Modules[0].Position,
            $"{orphans.Count} tensors belong to no module, for example {Quoted.Name(orphans[0])}; a module owns the names with its own name, or its prefix, at a dot: add a prefix, or a module named default for the rest.");
    }

    // What counts for the whole model: the recipe's own parameters, with those of models or a slice when they hold everywhere.
    private TensorSettings TopSettings(List<ModelGroup> groups, int models) => _settings.ResolveTop(
        SameModels(groups) ? groups[0] : null, groups.Count == 1 ? groups[0].Sets : [_recipe.Parameters], models);

    // A statistic of the whole model needs the same models everywhere.
    private void CheckScope(List<ModelGroup> groups, TensorSettings settings)
    {
        var modelScope = _method.Declaration.Scope is MethodScope.Model
            || (_method.Declaration.Find("density_scope") is not null && settings.Text("density_scope") == "model");
        var whole = modelScope ? _method.Declaration
            : _bound.Transforms.Select(static entry => entry.Transform.Declaration)
                .FirstOrDefault(static declaration => declaration.Scope is MethodScope.Model);
        if (whole is not null && !SameModels(groups))
            _problems.Add(RecipeError.NotSupported, groups[1].Position,
                $"{whole.Name} looks at whole models, but slices or modules are merged from different ones; expected the same models in each.");
        if (_bound.Transforms.Count > 0 && !groups.TrueForAll(group => _method.UsesTaskVectors(group.Base is not null)))
            _problems.Add(RecipeError.Invalid, _recipe.Prune[0].Position,
                $"prune changes task vectors, but {_method.Declaration.Name} merges weights{(_recipe.BaseModel is null ? " without a base_model" : string.Empty)}; choose a method on task vectors, for example task_arithmetic, with a base_model.");
    }

    private static bool SameModels(List<ModelGroup> groups) =>
        groups.TrueForAll(group => group.Models.Select(static model => model.Checkpoint)
            .SequenceEqual(groups[0].Models.Select(static model => model.Checkpoint)));

    private List<PlannedTensor> PlanTensors(List<Tower> towers, TensorMatcher matcher, ConfigurationEditor editor)
    {
        var builder = new SlotBuilder(_problems);
        var statistics = new StatisticsFiles(_method, _pool, _problems);
        var tensors = new List<PlannedTensor>();
        foreach (var tower in towers)
        {
            var (slots, change) = builder.Build(tower);
            if (change is not null && !editor.SetLayers(change))
                _notes.Add($"the output has {change.Origins.Count} layers instead of {change.Before}, but no layer count was found in the configuration: set it by hand.");
            foreach (var slot in slots)
                if (matcher.Match(slot) is { } matched) tensors.Add(Planned(slot, matched, statistics));
        }

        tensors.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return tensors;
    }

    private PlannedTensor Planned(TensorSlot slot, MatchedTensor matched, StatisticsFiles statistics)
    {
        var settings = _settings.Resolve(slot);
        return new PlannedTensor
        {
            Name = slot.Name,
            Shape = matched.Output.Shape,
            Type = matched.Output.Type,
            TypeName = matched.Output.TypeName,
            ByteLength = matched.Output.ByteLength,
            Action = matched.Action,
            Base = matched.Base,
            Models = matched.Models,
            CopySource = matched.Source,
            Statistics = statistics.Find(slot, matched, settings),
            Settings = settings,
            TransformSettings = [.. _transformSettings.Select((resolver, index) => resolver.Resolve(TransformSlot(slot, index)))],
            Layer = slot.Layer,
        };
    }

    // A transform has no parameters of models, slices or modules: its own set counts alone.
    private TensorSlot TransformSlot(TensorSlot slot, int index) => slot with
    {
        Group = new ModelGroup
        {
            Models = [.. slot.Group.Models.Select(static model => model with { Parameters = [] })],
            Sets = [_bound.Transforms[index].Parameters],
        },
    };

    // The methods' own checks, tensor by tensor, with what they will see.
    private void CheckTensors(List<PlannedTensor> tensors)
    {
        var index = 0;
        foreach (var tensor in tensors)
        {
            if (tensor.Action is not TensorAction.Merge) continue;
            try
            {
                _method.Validate(Context(tensor, tensor.Settings, index));
                for (var i = 0; i < _bound.Transforms.Count; i++) _bound.Transforms[i].Transform.Validate(Context(tensor, tensor.TransformSettings[i], index));
            }
            catch (RecipeException exception)
            {
                _problems.Add(exception.Kind, _recipe.Position with { Line = 0 }, exception.Message);
                return;
            }

            index++;
        }

        if (tensors.Count == 0) _problems.Add(RecipeError.MissingTensor, _recipe.Position with { Line = 0 }, "the output would have no tensors.");
    }

    private static TensorContext Context(PlannedTensor tensor, TensorSettings settings, int index) => new()
    {
        Index = index,
        Name = tensor.Name,
        Shape = tensor.Shape,
        Models = tensor.Models.Count,
        HasBase = tensor.Base is not null,
        Settings = settings,
        Statistics = [.. tensor.Statistics.Select(static source => source?.Tensor)],
    };

    private void AddNotes(TensorMatcher matcher)
    {
        foreach (var (name, before, after) in matcher.Cut)
            _notes.Add($"tensor {Quoted.Name(name)} is cut from {before} to the {after} rows that all models have.");
        if (matcher.TakenFromBase.Count > 0) _notes.Add($"taken from the base unmerged: {List(matcher.TakenFromBase)}.");
        if (matcher.Skipped.Count > 0) _notes.Add($"left out: {List([.. matcher.Skipped.Select(static skipped => skipped.Name)])}.");
    }

    private static string List(List<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal).Take(5))
        + (names.Count > 5 ? $" and {names.Count - 5} more" : string.Empty);

    private List<string> ModelNames(List<ModelGroup> groups) =>
        SameModels(groups)
            ? [.. groups[0].Models.Select(model => _pool.NameOf(model.Checkpoint))]
            : [.. groups.SelectMany(static group => group.Models).Select(model => _pool.NameOf(model.Checkpoint)).Distinct()];

    private string? ConfigurationPath(ModelGroup first, Checkpoint? origin) => _pool.FolderOf(origin ?? first.Reference.Checkpoint);
}
