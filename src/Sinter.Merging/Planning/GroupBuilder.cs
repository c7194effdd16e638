using System.Collections.Immutable;
using Sinter.Checkpoints;

namespace Sinter.Merging;

/// <summary>Opens the models of a group and gives the base its role: read apart, one of the models, or only a lender.</summary>
internal sealed class GroupBuilder(MergeMethod method, CheckpointPool pool, Recipe recipe, RecipeProblems problems)
{
    /// <summary>The group; null, with problems noted, when base or number of models do not suit the method.</summary>
    public ModelGroup? Build(ImmutableArray<RecipeModel> models, ModelReference? origin, IReadOnlyList<ParameterSet> sets, RecipePosition position)
    {
        var use = method.Declaration.BaseModel;
        List<GroupModel> merged = [.. models.Select(model => new GroupModel(pool.Open(model.Model), model.FirstLayer ?? 0, model.Parameters))];
        var layers = Layers(models, position);
        var baseline = (origin ?? recipe.BaseModel) is { } reference ? pool.Open(reference) : null;
        if (baseline is null && use is (BaseModelUse.Required or BaseModelUse.FirstModel))
        {
            MissingBase(use);
            return null;
        }

        GroupModel? read = null;
        if (baseline is not null && use is not BaseModelUse.Ignored)
        {
            read = Baseline(merged, baseline, layers, position);
            if (read is null) return null;
        }

        if (read is not null)
        {
            var same = merged.FindIndex(model => ReferenceEquals(model.Checkpoint, read.Checkpoint) && model.FirstLayer == read.FirstLayer);
            if (use is BaseModelUse.FirstModel)
            {
                if (same >= 0) merged.RemoveAt(same);
                merged.Insert(0, read);
            }
            else
            {
                merged.RemoveAll(model => ReferenceEquals(model.Checkpoint, read.Checkpoint) && model.FirstLayer == read.FirstLayer);
            }
        }

        if (!CheckCount(merged.Count, dropped: models.Length - merged.Count, position)) return null;
        return new ModelGroup
        {
            Models = merged,
            Base = use is BaseModelUse.FirstModel ? null : read,
            Lender = baseline,
            Layers = layers,
            Sets = sets,
            Position = position,
        };
    }

    private int Layers(ImmutableArray<RecipeModel> models, RecipePosition position)
    {
        var first = Count(models[0]);
        if (models.FirstOrDefault(model => Count(model) != first) is { } other)
            problems.Add(RecipeError.Invalid, position, $"the sources of a slice have {first} and {Count(other)} layers; expected the same number of each.");
        return first;

        static int Count(RecipeModel model) => model.EndLayer - model.FirstLayer ?? 0;
    }

    // In a slice the base's layers are those of the source that is the base, or those that all sources agree on.
    private GroupModel? Baseline(List<GroupModel> given, Checkpoint baseline, int layers, RecipePosition position)
    {
        var source = given.Find(model => ReferenceEquals(model.Checkpoint, baseline));
        if (source is not null) return source;
        if (layers == 0 || given.TrueForAll(model => model.FirstLayer == given[0].FirstLayer)) return new GroupModel(baseline, given[0].FirstLayer, []);
        problems.Add(RecipeError.Missing, position,
            $"the sources of this slice take different layers, so those of the base {pool.NameOf(baseline)} are not clear; add it to the sources with its layer_range.");
        return null;
    }

    private void MissingBase(BaseModelUse use)
    {
        var role = use is BaseModelUse.FirstModel ? "needs base_model: one of its models, the one it starts from"
            : "works on task vectors and needs base_model: the model the others were fine-tuned from";
        problems.Add(RecipeError.Missing, recipe.Position, $"{method.Declaration.Name} {role}.");
    }

    private bool CheckCount(int count, int dropped, RecipePosition position)
    {
        var (minimum, maximum) = (method.Declaration.MinimumModels, method.Declaration.MaximumModels);
        if (count >= Math.Max(1, minimum) && count <= maximum) return true;
        var expected = maximum == int.MaxValue ? $"at least {Math.Max(1, minimum)}" : minimum == maximum ? $"{minimum}" : $"{minimum} to {maximum}";
        var aside = dropped > 0 ? ", the base not counted" : string.Empty;
        problems.Add(RecipeError.ModelCount, position,
            $"{method.Declaration.Name} is given {count} model{(count == 1 ? string.Empty : "s")}{aside}; expected {expected}.");
        return false;
    }
}
