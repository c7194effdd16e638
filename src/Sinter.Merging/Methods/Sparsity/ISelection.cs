using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Which elements of task vectors a kernel keeps.</summary>
internal interface ISelection
{
    /// <summary>The elements from <paramref name="i"/> on of model <paramref name="model"/>'s task vector, those that are dropped set to zero. They are all of one word of <see cref="KeptBits"/>.</summary>
    TLanes Of<TLanes>(TLanes values, int model, int i)
        where TLanes : struct, ILanes<TLanes>;
}
