using Sinter.Tensors;

namespace Sinter.Merging;

/// <summary>Which elements of task vectors a kernel keeps.</summary>
internal interface ISelection
{
    /// <summary>
    /// Two vectors of model <paramref name="model"/>'s task vector, from element <paramref name="i"/> on, in the order of a format's pairs; what is dropped is set to zero. They are all of
    /// one word of <see cref="KeptBits"/>.
    /// </summary>
    void Apply<TLanes, TFormat>(ref TLanes first, ref TLanes second, int model, int i)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat;

    /// <summary>Sets to zero what is left of the models where all are dropped alike and <see cref="Apply"/> has kept them.</summary>
    void Finish<TLanes, TFormat>(ref TLanes first, ref TLanes second, int i)
        where TLanes : struct, ILanes<TLanes>
        where TFormat : struct, IStoredFormat;

    /// <summary><see cref="Apply"/> for one vector.</summary>
    TLanes Of<TLanes>(TLanes values, int model, int i)
        where TLanes : struct, ILanes<TLanes>;

    /// <summary><see cref="Finish{TLanes, TFormat}"/> for one vector.</summary>
    TLanes Finish<TLanes>(TLanes merged, int i)
        where TLanes : struct, ILanes<TLanes>;
}
