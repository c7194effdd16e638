namespace Sinter.Tensors;

/// <summary>A condition of a kernel that the compiler knows.</summary>
internal interface IAnswer
{
    /// <summary>Whether it holds.</summary>
    static abstract bool IsYes { get; }
}
