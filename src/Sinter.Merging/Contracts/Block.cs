using System.Runtime.CompilerServices;

namespace Sinter.Merging;

/// <summary>A run of elements of one tensor, widened to float32: the base's, each model's, and scratch space. Lives only during the call it is passed to.</summary>
public readonly unsafe ref struct Block
{
    private readonly float* _data;
    private readonly long _stride;
    private readonly int _models;
    private readonly int _statistics;

    internal Block(TensorContext tensor, int index, long offset, int length, int worker, float* data, long stride, int statistics)
    {
        Tensor = tensor;
        Index = index;
        Offset = offset;
        Length = length;
        Worker = worker;
        _data = data;
        _stride = stride;
        _models = tensor.Models;
        _statistics = statistics;
    }

    /// <summary>The tensor it belongs to.</summary>
    public TensorContext Tensor { get; }

    /// <summary>Number of the block in its tensor.</summary>
    public int Index { get; }

    /// <summary>Number of the first element, row-major.</summary>
    public long Offset { get; }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>The worker that runs the call; two calls at once never share one.</summary>
    public int Worker { get; }

    /// <summary>The base's weights; empty without a base.</summary>
    public ReadOnlySpan<float> Base => Tensor.HasBase ? Slot(0) : [];

    /// <summary>
    /// Model <paramref name="model"/>: its weights, or its task vector for a method that works on task vectors.
    /// </summary>
    public ReadOnlySpan<float> Model(int model) => Slot(1 + Checked(model, _models));

    /// <summary>The same, to be changed in place; for transforms of task vectors.</summary>
    public Span<float> Mutable(int model) => Slot(1 + Checked(model, _models));

    /// <summary>The statistics of model <paramref name="model"/>, when the method's statistics stream.</summary>
    public ReadOnlySpan<float> Statistics(int model) => Slot(1 + _models + Checked(model, _statistics));

    /// <summary>Scratch space 0 .. 3, of the block's length, with arbitrary content.</summary>
    public Span<float> Scratch(int index) => Slot(1 + _models + _statistics + Checked(index, ScratchCount));

    internal const int ScratchCount = 4;

    /// <summary>Slots a block's memory must hold.</summary>
    internal static int SlotCount(int models, int statistics) => 1 + models + statistics + ScratchCount;

    /// <summary>The address of a slot; slots are aligned to 64 bytes and have room for one vector more.</summary>
    internal float* Pointer(int slot) => _data + slot * _stride;

    /// <summary>The address of a scratch space, which has room for one vector more.</summary>
    internal float* ScratchPointer(int index) => Pointer(1 + _models + _statistics + Checked(index, ScratchCount));

    /// <summary>Elements from the address of a model to that of the next.</summary>
    internal long Stride => _stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<float> Slot(int slot) => new(_data + slot * _stride, Length);

    private static int Checked(int index, int count) =>
        (uint)index < (uint)count ? index : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {count}.");
}
