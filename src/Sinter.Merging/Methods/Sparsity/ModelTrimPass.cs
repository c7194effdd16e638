using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>
/// Trims task vectors over the whole flattened model: finds, for each model, the magnitudes between which its elements are kept, in two passes and constant memory. All
/// elements equal to a limit are kept, as in the code of TIES's authors.
/// </summary>
internal class ModelTrimPass : ModelPass
{
    private readonly RadixSelection?[] _selections;

    /// <param name="model">The model.</param>
    /// <param name="drop">How many of a task vector's largest elements are dropped, one number a model.</param>
    /// <param name="keep">How many of those that follow are kept, at least.</param>
    public ModelTrimPass(ModelContext model, ReadOnlySpan<long> drop, ReadOnlySpan<long> keep)
    {
        var count = CountOf(model);
        _selections = new RadixSelection?[keep.Length];
        Smallest = new float[keep.Length];
        Largest = new float[keep.Length];
        Array.Fill(Largest, float.PositiveInfinity);
        for (var i = 0; i < keep.Length; i++)
        {
            if (keep[i] <= 0) Smallest[i] = float.PositiveInfinity;
            else if (keep[i] < count) _selections[i] = new(new SortKey(Signed: false), count, [count - drop[i] - keep[i], count - drop[i] - 1], model.Workers, blocks: 0);
        }
    }

    /// <summary>Smallest magnitude that is kept, one a model.</summary>
    public float[] Smallest { get; }

    /// <summary>Largest magnitude that is kept, one a model.</summary>
    public float[] Largest { get; }

    public override bool NeedsPass => Array.Exists(_selections, static selection => selection is { Pass: not SelectionPass.Done });

    public override IReadOnlyDictionary<string, object> Report =>
        new Dictionary<string, object> { ["smallest_kept"] = Array.ConvertAll(Smallest, static value => (double)value) };

    /// <summary>The pass of the breadcrumbs methods; null when they rank tensor by tensor.</summary>
    public static ModelTrimPass? ForBreadcrumbs(ModelContext model)
    {
        if (!SparseParameters.IsModelScope(model.Settings)) return null;
        var (drop, keep) = SparseParameters.Breadcrumbs(model.Settings, CountOf(model));
        return new ModelTrimPass(model, drop, keep);
    }

    /// <summary>Elements of the whole model.</summary>
    public static long CountOf(ModelContext model) => model.Tensors.Sum(static tensor => tensor.Count);

    public override void Accumulate(in Block block)
    {
        for (var i = 0; i < _selections.Length; i++) _selections[i]?.Accumulate(block.Model(i), block.Worker, block: 0);
    }

    public override void CompletePass()
    {
        for (var i = 0; i < _selections.Length; i++)
        {
            if (_selections[i] is not { } selection) continue;
            selection.CompletePass();
            if (selection.Pass is not SelectionPass.Done) continue;
            (Smallest[i], Largest[i]) = (selection.ValueOf(0), selection.ValueOf(1));
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var selection in _selections) selection?.Dispose();
        base.Dispose(disposing);
    }
}
