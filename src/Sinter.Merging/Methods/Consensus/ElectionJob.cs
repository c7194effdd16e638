namespace Sinter.Merging;

/// <summary>What an election over a block works on.</summary>
/// <param name="origin">Address of the base's elements.</param>
/// <param name="inputs">Addresses of the models' elements.</param>
/// <param name="weights">One weight a model: its share in a mean.</param>
/// <param name="multipliers">One factor a model: what its elements are multiplied by.</param>
/// <param name="models">Number of models.</param>
/// <param name="election">The rule.</param>
/// <param name="result">Where the merged weights go.</param>
/// <param name="count">Number of elements.</param>
/// <param name="limit">The largest result that the stored type has.</param>
internal readonly unsafe struct ElectionJob(byte* origin, byte** inputs, float* weights, float* multipliers, int models, SignElection election, byte* result, int count, float limit)
{
    public readonly byte* Base = origin;
    public readonly byte** Inputs = inputs;
    public readonly float* Weights = weights;
    public readonly float* Multipliers = multipliers;
    public readonly int Models = models;
    public readonly SignElection Election = election;
    public readonly byte* Result = result;
    public readonly int Count = count;
    public readonly float Limit = limit;
}
