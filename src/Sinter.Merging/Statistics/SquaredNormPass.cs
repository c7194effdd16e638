namespace Sinter.Merging;

/// <summary>Squared Euclidean norm of each model's task vector over the whole model, and what a method makes of it.</summary>
/// <param name="model">The model.</param>
/// <param name="name">What the values are called in the report.</param>
/// <param name="convert">From squared norms to the values the method uses.</param>
internal sealed class SquaredNormPass(ModelContext model, string name, Func<double[], double[]> convert) : ModelPass
{
    private readonly WorkerSums _sums = new(model.Settings.Models, model.Workers);

    /// <summary>The values, one a model.</summary>
    public double[] Values { get; private set; } = [];

    public override bool NeedsPass => Values.Length == 0;

    public override void Accumulate(in Block block)
    {
        for (var i = 0; i < block.Tensor.Models; i++) _sums.Add(block.Worker, i, Sums.OfSquares(block.Model(i)));
    }

    public override void CompletePass()
    {
        SquaredNorms = _sums.Totals();
        Values = convert(SquaredNorms);
    }

    /// <summary>The squared norms.</summary>
    public double[] SquaredNorms { get; private set; } = [];

    public override IReadOnlyDictionary<string, object> Report => new Dictionary<string, object> { ["squared_norms"] = SquaredNorms, [name] = Values };
}
