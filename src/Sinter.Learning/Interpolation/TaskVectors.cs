using Sinter.Tensors;

namespace Sinter.Learning;

/// <summary>A base model θ₀ and K task vectors τ_k = θ_k − θ₀ of one layout, in one block of memory: what interpolated and routed weights are made of.</summary>
public sealed unsafe class TaskVectors : IDisposable
{
    // Rows start 1088 bytes apart modulo a page: the same place of all of them then lies in different sets of the caches.
    private const long Page = 1024;
    private const long Shift = 272;
    private readonly NativeBuffer<float> _stack;
    private readonly Dictionary<string, LowRankFactors> _factors = [];

    /// <summary>Takes the differences of experts to their base.</summary>
    /// <param name="baseWeights">θ₀; copied.</param>
    /// <param name="experts">θ_1 .. θ_K, fine-tuned from it; copied.</param>
    /// <exception cref="NetworkException">The layouts differ.</exception>
    public TaskVectors(Weights baseWeights, IReadOnlyList<Weights> experts)
    {
        ArgumentNullException.ThrowIfNull(baseWeights);
        ArgumentNullException.ThrowIfNull(experts);
        Layout = baseWeights.Layout;
        Count = experts.Count;
        Stride = (Layout.Count + Page - 1) / Page * Page + Shift;
        _stack = new NativeBuffer<float>((Count + 1) * Stride);
        baseWeights.Values.CopyTo(Row(0));
        for (var k = 0; k < Count; k++)
        {
            Check.Shape(experts[k].Layout.Matches(Layout), $"expert {k} has other tensors than the base: task vectors need models of one architecture");
            System.Numerics.Tensors.TensorPrimitives.Subtract(experts[k].Values, baseWeights.Values, Row(k + 1));
        }
    }

    /// <summary>Names and places of the tensors.</summary>
    public WeightLayout Layout { get; }

    /// <summary>K, the number of task vectors.</summary>
    public int Count { get; }

    /// <summary>Row 0 is the base, row k the k-th task vector.</summary>
    internal float* Pointer => _stack.Pointer;

    /// <summary>Elements from one row to the next.</summary>
    internal long Stride { get; }

    /// <summary>The elements of task vector <paramref name="task"/>, for methods that change task vectors (trimming, masks).</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such task.</exception>
    public Span<float> this[int task]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(task);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(task, Count);
            return Row(task + 1);
        }
    }

    /// <summary>
    /// Replaces the task vectors of every matrix by their best approximation of a rank (those of other tensors stay). Routed layers can then be computed by factors as well.
    /// Changes through <see cref="this[int]"/> afterwards are not seen by the factors.
    /// </summary>
    /// <param name="rank">At least 1; matrices with a shorter side are left as they are.</param>
    /// <exception cref="InvalidOperationException">The vectors have been truncated before.</exception>
    public void Truncate(int rank)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        Truncate((_, _) => rank);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stack.Dispose();
        foreach (var factors in _factors.Values) factors.Dispose();
    }

    /// <summary>The same with a rank for each matrix, given its part and the length of its rows.</summary>
    internal void Truncate(Func<WeightPart, int, int> rankOf)
    {
        if (_factors.Count > 0) throw new InvalidOperationException("The task vectors have been truncated before.");
        foreach (var slot in Layout.Slots)
        {
            if (slot.Shape.Rank != 2 || slot.Parts.Any(static part => part.Shape.Rank < 2)) continue;
            var inputs = (int)slot.Shape[1];
            var ranks = slot.Parts.Select(part => rankOf(part, inputs)).ToArray();
            if (slot.Parts.Where((part, p) => Math.Min(part.Count / inputs, inputs) < ranks[p]).Any()) continue;
            for (var p = 0; p < ranks.Length; p++) _factors.Add(slot.Parts[p].Name, LowRankFactors.Truncate(this, slot.Parts[p], inputs, ranks[p]));
        }
    }

    /// <summary>Says which factors a matrix's task vectors are the products of: those that were made before and read again.</summary>
    internal void Adopt(WeightPart part, LowRankFactors factors) => _factors.Add(part.Name, factors);

    /// <summary>The factors of a matrix's task vectors, if they were truncated.</summary>
    internal LowRankFactors? Factors(WeightPart part) => _factors.GetValueOrDefault(part.Name);

    private Span<float> Row(int row) => new(_stack.Pointer + row * Stride, checked((int)Layout.Count));
}
